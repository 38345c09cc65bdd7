def fail():
    raise ValueError("one")
