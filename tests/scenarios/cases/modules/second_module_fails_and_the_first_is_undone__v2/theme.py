WIDTH = 2


def paint():
    return 2
