ITEMS = []


def add(item):
    ITEMS.append(item)
    return 1
