def helper(size=3):
    return size


CHECK = Legacy().no_such_method()
