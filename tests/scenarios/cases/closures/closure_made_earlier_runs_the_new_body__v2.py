def make_adder(n):
    def add(x):
        return (x + n) * 2

    return add
