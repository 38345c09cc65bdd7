TITLE = "one"


def title():
    return TITLE
