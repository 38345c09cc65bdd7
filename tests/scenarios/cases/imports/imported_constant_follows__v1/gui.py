from theme import WIDTH

DOUBLE = WIDTH * 2


def render():
    return WIDTH
