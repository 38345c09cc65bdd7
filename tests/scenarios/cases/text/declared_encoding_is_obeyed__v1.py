# -*- coding: latin-1 -*-
ITEMS = []
NAME = 'café'


def render():
    return (NAME, 1)
