ITEMS = ['café']


def render():
    return ITEMS
