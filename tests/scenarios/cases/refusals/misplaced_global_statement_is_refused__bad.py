COUNT = 3


def count():
    COUNT = 4
    global COUNT
    return COUNT
