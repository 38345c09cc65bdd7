WIDTH = 1
HEIGHT = 1


def render():
    return WIDTH + HEIGHT
