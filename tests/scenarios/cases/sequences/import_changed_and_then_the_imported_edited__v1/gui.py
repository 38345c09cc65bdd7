from theme import paint


def render():
    return paint()
