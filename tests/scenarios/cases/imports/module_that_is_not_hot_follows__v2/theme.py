WIDTH = 2


def paint(size=2):
    return size
