import theme

BORDER = theme.NO_SUCH_NAME


def render():
    return (theme.WIDTH, 3)
