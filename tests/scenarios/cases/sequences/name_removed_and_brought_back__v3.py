def helper():
    return 3


SHARED = ["three"]
