def render():
    return 2, paint()


from theme import *
