WIDTH = 1


def render():
    return 1


class Widget:
    pass
