selected = None


def select(item):
    global selected
    selected = item


def shown():
    return (selected, 2)
