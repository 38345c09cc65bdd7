from theme import Style

DEFAULT = Style("default")


def make():
    return Style("new")
