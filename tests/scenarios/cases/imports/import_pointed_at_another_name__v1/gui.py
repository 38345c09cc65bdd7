from theme import small as draw


def render():
    return draw()
