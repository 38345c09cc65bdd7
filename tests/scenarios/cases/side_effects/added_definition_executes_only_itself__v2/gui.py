import outside

outside.count("import")


def render():
    return EXTRA


EXTRA = len(outside.count("ex"))
