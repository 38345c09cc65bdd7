TOTAL = 1 + \
    20 + \
    100


def render(a,
           b=2):
    return a + \
        b
