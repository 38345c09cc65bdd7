# coding: latin-1
ITEMS = ['café']


def render():
    return ITEMS
