"""Filled."""

WIDTH = 2


def render():
    return WIDTH
