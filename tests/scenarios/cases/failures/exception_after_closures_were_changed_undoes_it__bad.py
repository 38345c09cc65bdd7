def make_counter():
    count = 0

    def up(step=1):
        nonlocal count
        count += step * 3
        return count

    return up


counter = make_counter()
counter()
counter.label = "changed"
raise LookupError("after the closures")
