def fetch():
    return "real"


def render(size=2):
    return (fetch(), size)
