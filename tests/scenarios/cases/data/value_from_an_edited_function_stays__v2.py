def measure():
    return 2


SIZE = measure()
