import outside

outside.count("import")


def render():
    return 1
