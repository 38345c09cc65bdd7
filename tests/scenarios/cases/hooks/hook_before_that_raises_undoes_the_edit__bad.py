def before_reload(app):
    app.log.append("asked")


def render():
    return 3
