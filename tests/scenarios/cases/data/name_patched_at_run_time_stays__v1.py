def fetch():
    return "real"


def render():
    return (fetch(), 1)
