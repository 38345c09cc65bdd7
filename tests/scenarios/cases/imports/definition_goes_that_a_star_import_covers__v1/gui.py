def paint():
    return "slow"


def render():
    return 1, paint()


from theme import *
