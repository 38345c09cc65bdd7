def first():
    raise ValueError("first")


def second():
    raise ValueError("second")
