def make(n):
    def inner():
        return n * 2

    return inner
