"""Other words."""

WIDTH = 3


def render():
    return WIDTH


class Widget:
    size = 3
