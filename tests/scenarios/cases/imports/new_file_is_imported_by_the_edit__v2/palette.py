def colour():
    return 2
