def draw():
    return "dead 2"


def draw():
    return "alive"
