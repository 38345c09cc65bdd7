from theme import WIDTH as width, paint as draw


def render():
    return (width, draw())
