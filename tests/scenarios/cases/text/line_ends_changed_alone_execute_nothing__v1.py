ITEMS = []


def render():
    return 1
