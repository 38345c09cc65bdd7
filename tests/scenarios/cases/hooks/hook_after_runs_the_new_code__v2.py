def after_reload(app):
    app.log.append("after 2")


def render():
    return 2
