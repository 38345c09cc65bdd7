def len(text):
    return 42


def shout(text):
    return len(text)
