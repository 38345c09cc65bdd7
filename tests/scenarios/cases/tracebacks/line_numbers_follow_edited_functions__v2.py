def fail():
    value = 1
    value += 1

    raise ValueError("failed")
