WIDTH = 1


def paint():
    return ("paint", WIDTH)


def draw():
    return ("draw", WIDTH)
