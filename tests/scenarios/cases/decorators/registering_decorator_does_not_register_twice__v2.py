ROUTES = []


def route(path):
    def register(function):
        ROUTES.append((path, function))
        return function

    return register


@route("/")
def home():
    return 2


@route("/about")
def about():
    return "about"
