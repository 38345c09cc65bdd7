from theme import large as draw


def render():
    return draw()
