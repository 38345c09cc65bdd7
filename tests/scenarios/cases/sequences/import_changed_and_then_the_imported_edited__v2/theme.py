WIDTH = 2


def paint():
    return ("paint", WIDTH)


def draw():
    return ("draw", WIDTH)
