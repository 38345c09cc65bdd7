def small():
    return 2


draw = small
