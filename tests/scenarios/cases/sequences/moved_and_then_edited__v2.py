WIDTH = 2


def make():
    def inner():
        return 2

    return inner


def first():
    return 2
