from functools import partial


def scale(factor, size):
    return factor * size


double = partial(scale, 2)
