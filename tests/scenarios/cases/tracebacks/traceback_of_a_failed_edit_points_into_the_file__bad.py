WIDTH = 3


def helper(size=3):
    raise ValueError("in the helper")


VALUE = helper()
