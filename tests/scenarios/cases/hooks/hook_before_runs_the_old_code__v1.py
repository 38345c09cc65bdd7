def before_reload(app):
    app.log.append("before 1")


def render():
    return 1
