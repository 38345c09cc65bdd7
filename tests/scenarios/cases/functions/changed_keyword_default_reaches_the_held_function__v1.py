def zoom(*, by=1):
    return by
