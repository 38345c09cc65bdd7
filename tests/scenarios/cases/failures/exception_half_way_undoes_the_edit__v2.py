ITEMS = ["a"]


def first():
    return 2


def second(size=2):
    return size
