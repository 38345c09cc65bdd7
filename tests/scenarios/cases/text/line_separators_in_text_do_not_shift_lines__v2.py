TEXT = 'a bcd'
ITEMS = []
# moved


def render():
    return (' ', 2)


def fail():
    raise ValueError('here')
