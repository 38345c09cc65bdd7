import theme

WIDTH = 2


def render(size=1):
    return theme.paint()
