def make_counter():
    count = 0

    def up(step=1):
        nonlocal count
        count += step
        return count

    return up


counter = make_counter()
