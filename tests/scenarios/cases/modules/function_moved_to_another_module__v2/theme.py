WIDTH = 1


def paint():
    return "painted"
