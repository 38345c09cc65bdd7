ITEMS = []


def render():
    text = '''a
b'''
    return (text, 1)
