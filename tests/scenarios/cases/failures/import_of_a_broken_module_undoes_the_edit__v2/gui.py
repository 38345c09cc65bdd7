from colours import BLUE


def render():
    return BLUE
