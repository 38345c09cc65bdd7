def zoom(by=1 / 0):
    return by
