TITLE = "two"


def title():
    return TITLE
