def paint():
    brush = 2
    return brush


def render():
    return 2, paint()


try:
    from theme import *
except ImportError:
    pass
