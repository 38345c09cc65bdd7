def up():
    return 2


def down():
    return 1
