def zoom(*, by=2, around=None):
    return by if around is None else around
