HEIGHT = 3


def render(scale=3):
    return HEIGHT * scale


del render
raise LookupError("after the names")
