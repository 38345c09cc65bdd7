def make(n):
    def inner():
        return n

    return inner
