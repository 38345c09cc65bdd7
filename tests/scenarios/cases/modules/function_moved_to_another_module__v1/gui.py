import theme


def paint():
    return "painted"


def render():
    return paint()
