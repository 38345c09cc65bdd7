CALLS = []


def counted(thing):
    CALLS.append(thing.__name__)
    return thing
