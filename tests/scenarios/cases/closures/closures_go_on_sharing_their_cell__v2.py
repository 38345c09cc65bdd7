def make_counter():
    count = 0

    def up():
        nonlocal count
        count += 10
        return count

    def value():
        return -count

    return up, value
