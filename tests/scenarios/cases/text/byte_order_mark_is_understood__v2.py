ITEMS = []
NAME = 'café'


def render():
    return (NAME, 2)
