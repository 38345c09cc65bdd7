from theme import WIDTH, paint


def render():
    return (WIDTH, paint())
