ITEMS = []  # type: list[int]


def render():
    return 1
