APPS = []


def use(app):
    APPS.append(app)
