import theme


def render():
    return theme.paint()


def scale():
    return 1
