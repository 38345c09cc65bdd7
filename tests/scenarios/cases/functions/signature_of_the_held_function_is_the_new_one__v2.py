def render(app, *, scale: float = 2.0):
    return 2
