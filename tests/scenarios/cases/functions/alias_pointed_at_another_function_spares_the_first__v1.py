def small():
    return "small"


def large():
    return "large"


draw = small
