WIDTH = 1


def render():
    return WIDTH
