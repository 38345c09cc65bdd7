def after_reload():
    return None


def render():
    return 2
