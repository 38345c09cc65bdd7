WIDTH = 1


def paint():
    return 1
