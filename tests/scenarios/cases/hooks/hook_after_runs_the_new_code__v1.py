def after_reload(app):
    app.log.append("after 1")


def render():
    return 1
