# A comment that moves everything down.


def added():
    return None


def first():
    raise ValueError("first")


# Another one.


def second():
    raise ValueError("second")
