from outside import compiled


@compiled
def kernel():
    return 1


@compiled
def other():
    return 1
