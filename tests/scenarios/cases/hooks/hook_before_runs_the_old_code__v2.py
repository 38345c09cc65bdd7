def before_reload(app):
    app.log.append("before 2")


def render():
    return 2
