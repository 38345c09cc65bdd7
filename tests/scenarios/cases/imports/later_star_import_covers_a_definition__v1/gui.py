def paint():
    brush = 1
    return brush


def render():
    return 1, paint()


try:
    from theme import *
except ImportError:
    pass
