def outer(a):
    def middle(b):
        def inner(c):
            return (a + b + c) * 2

        return inner

    return middle
