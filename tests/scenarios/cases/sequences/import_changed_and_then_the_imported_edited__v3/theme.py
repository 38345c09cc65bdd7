WIDTH = 3


def paint():
    return ("paint", WIDTH)


def draw(size=WIDTH):
    return ("draw", size)
