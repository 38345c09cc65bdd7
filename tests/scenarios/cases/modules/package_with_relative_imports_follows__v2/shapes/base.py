UNIT = 2


def scale(n, by=10):
    return n * by
