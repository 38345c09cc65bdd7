COUNT = 1


def count():
    return COUNT
