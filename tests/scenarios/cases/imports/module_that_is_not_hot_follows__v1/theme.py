WIDTH = 1


def paint(size=1):
    return size
