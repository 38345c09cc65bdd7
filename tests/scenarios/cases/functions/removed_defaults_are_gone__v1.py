def zoom(by=1, *, around=None):
    return by
