UNIT = 1


def scale(n):
    return n
