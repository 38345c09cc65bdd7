ITEMS = []
OTHER = 2


def add(item):
    ITEMS.append(item)
    return 2
