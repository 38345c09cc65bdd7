# The width.
WIDTH = []


def render():  # draws
    return 1
