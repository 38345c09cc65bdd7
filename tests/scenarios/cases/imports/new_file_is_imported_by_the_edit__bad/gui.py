from broken_palette import colour


def render():
    return colour()
