def render():
    return 3


raise ValueError("not today")
