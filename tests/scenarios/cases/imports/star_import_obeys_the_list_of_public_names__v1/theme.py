__all__ = ["red"]


def red():
    return 1


def green():
    return 1
