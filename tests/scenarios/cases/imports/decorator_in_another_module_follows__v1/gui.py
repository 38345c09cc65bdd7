from theme import logged


@logged
def render():
    return "image"
