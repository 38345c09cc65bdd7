WIDTH = 3


def render()
    return WIDTH
