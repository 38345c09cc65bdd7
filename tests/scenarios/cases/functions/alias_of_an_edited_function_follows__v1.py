def small():
    return 1


draw = small
