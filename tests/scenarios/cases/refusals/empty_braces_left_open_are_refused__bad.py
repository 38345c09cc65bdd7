STYLE = {"width": 1


def render():
    return 3
