ITEMS = ["a"]


def first():
    return 1


def second(size=1):
    return size
