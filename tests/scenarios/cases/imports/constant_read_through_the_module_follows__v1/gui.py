import theme

DOUBLE = theme.WIDTH * 2


class Style:
    width = theme.WIDTH


def render(size=theme.WIDTH):
    return size
