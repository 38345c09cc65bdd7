def render(size=3):
    return size


raise KeyboardInterrupt
