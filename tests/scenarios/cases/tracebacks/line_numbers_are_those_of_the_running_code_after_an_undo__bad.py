WIDTH = 3
HEIGHT = 3


def fail():
    raise ValueError("three")


raise LookupError("not today")
