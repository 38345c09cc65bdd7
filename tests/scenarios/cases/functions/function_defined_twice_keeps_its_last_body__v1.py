def draw():
    return "dead 1"


def draw():
    return "alive"
