from theme import paint


def render():
    return (paint(brush="thick"), 2)
