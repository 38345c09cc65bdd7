import theme

WIDTH = 1


def render():
    return theme.paint()
