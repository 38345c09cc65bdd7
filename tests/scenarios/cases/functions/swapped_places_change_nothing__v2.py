def down():
    return "down"


def up():
    return "up"
