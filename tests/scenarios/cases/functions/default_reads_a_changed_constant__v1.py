STEP = 1


def zoom(by=STEP):
    return by
