def small():
    return 2


def large():
    return 20


SIZES = {"small": small, "large": large}
