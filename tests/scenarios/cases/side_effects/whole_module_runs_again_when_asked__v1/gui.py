import outside

outside.count("import")
STATE = []


def render():
    return 1
