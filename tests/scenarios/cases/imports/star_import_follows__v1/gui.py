from theme import *


def names():
    return sorted(name for name in globals() if name.isupper())
