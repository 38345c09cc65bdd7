a = []; b = []; c = 2


def first(): return 2
def second(): return 1
