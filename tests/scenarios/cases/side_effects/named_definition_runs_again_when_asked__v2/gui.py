from outside import compiled


@compiled
def kernel():
    return 2


@compiled
def other():
    return 1
