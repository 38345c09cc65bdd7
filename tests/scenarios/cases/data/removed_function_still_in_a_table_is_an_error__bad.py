def small():
    return 3


SIZES = {"small": small, "large": large}
