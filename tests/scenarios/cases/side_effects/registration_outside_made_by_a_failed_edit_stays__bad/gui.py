import outside

outside.count("from the edit")
raise LookupError("after the registration")


def render():
    return 3
