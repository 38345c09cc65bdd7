import theme


def render():
    return (theme.WIDTH, 1)
