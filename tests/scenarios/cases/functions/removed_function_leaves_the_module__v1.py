def helper():
    return "old"


def render():
    return 1
