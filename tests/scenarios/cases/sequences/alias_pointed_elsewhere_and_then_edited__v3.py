def small():
    return ("small", 3)


def large():
    return ("large", 3)


draw = large
