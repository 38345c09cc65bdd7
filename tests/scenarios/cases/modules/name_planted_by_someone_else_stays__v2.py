WIDTH = 2


def render():
    return 2
