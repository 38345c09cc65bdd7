def small():
    return ("small", 2)


def large():
    return ("large", 2)


draw = large
