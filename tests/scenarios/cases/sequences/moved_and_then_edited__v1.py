def first():
    return 1


def make():
    def inner():
        return 1

    return inner
