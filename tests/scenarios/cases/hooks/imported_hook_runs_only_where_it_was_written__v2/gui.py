from theme import after_reload


def render():
    return 2
