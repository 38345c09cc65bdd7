def measure():
    return 1


SIZE = measure()
