TEXT = 'a bcd'
ITEMS = []


def render():
    return (' ', 1)


def fail():
    raise ValueError('here')
