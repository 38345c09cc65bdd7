__all__ = ["red", "green"]


def red():
    return 2


def green():
    return 2
