from theme import WIDTH, draw as paint


def render():
    return paint() if WIDTH else None
