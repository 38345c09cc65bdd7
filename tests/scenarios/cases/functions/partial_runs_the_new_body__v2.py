from functools import partial


def scale(factor, size):
    return factor * size * 2


double = partial(scale, 2)
