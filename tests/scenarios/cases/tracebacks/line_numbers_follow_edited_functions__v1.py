def fail():
    raise ValueError("failed")
