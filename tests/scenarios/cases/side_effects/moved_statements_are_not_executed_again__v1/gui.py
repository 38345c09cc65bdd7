import outside

outside.count("first")
outside.count("second")
LAST = outside.count("third")


def render():
    return 1
