"""Words."""

WIDTH = 1


def render():
    return WIDTH


class Widget:
    pass
