from theme import WIDTH


def widen():
    global WIDTH
    WIDTH = 99


def render():
    return WIDTH
