def make(flag):
    if flag:
        def act():
            return "yes 2"
    else:
        def act():
            return "no 2"
    return act
