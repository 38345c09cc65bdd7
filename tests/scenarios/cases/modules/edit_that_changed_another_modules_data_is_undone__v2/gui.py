import theme

theme.COLOURS.append("green")
theme.WIDTH = 2


def render():
    return 2
