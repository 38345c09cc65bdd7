def make(flag):
    if flag:
        def act():
            return "yes 1"
    else:
        def act():
            return "no 1"
    return act
