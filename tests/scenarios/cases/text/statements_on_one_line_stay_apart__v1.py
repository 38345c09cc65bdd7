a = []; b = []; c = 1


def first(): return 1
def second(): return 1
