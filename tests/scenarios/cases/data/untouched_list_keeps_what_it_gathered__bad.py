ITEMS = []
ITEMS.append("from the edit")
ITEMS.append(missing)


def add(item):
    ITEMS.append(item)
    return 3
