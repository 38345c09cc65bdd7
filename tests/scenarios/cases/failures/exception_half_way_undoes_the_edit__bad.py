ITEMS = ["a", "b"]


def first(extra=None):
    return 3


class New:
    pass


first.mark = 3
ITEMS.append("c")
undefined_name


def second(size=3):
    return size
