def render(size=2):
    return size


def make():
    def inner():
        return 2

    return inner
