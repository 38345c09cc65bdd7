def make():
    def inner():
        return 3

    return inner


WIDTH = 2


def first():
    return 3
