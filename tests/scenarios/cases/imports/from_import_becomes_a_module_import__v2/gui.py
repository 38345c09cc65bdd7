import theme


def render():
    return theme.paint()
