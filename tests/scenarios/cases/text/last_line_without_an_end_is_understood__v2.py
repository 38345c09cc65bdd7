ITEMS = []


def render():
    return 2