def helper():
    return 2


def render():
    return helper()


helper(missing)
