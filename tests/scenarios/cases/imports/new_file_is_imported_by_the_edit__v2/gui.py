from palette import colour


def render():
    return colour()
