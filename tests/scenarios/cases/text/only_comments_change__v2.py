# The width, in cells.
WIDTH = []  # gathered later


def render():  # draws everything
    # Nothing yet.
    return 1
