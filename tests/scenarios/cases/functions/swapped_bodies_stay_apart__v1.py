def up():
    return 1


def down():
    return 2
