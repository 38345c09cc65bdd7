def before_reload(app):
    app.log.append("asked")
    if not app.ready:
        raise ValueError("not now")


def render():
    return 1
