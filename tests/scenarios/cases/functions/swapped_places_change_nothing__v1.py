def up():
    return "up"


def down():
    return "down"
