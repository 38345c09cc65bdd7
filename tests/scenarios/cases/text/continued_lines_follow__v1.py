TOTAL = 1 + \
    10 + \
    100


def render(a,
           b=1):
    return a + \
        b
