def helper():
    return 1


SHARED = ["one"]
