def small():
    return ("small", 1)


def large():
    return ("large", 1)


draw = small
