def make(n):
    def first():
        return n

    return first
