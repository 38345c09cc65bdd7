def small():
    return 1


def large():
    return 10


SIZES = {"small": small, "large": large}
