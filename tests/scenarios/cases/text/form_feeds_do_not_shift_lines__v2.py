
ITEMS = []

SECOND = 2

def render():
    return 2



def fail():
    raise ValueError('here')
