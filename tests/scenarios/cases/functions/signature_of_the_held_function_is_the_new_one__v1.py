def render(app):
    return 1
