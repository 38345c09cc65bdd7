def make(n):
    def second():
        return n * 2

    return second
