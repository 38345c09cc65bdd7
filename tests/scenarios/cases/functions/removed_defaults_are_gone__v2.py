def zoom(by, *, around):
    return by
