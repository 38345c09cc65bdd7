WIDTH = 3


def paint(size=3):
    return size
