ROUTES = []


def route(path):
    def register(function):
        ROUTES.append((path, function))
        return function

    return register


@route("/")
def home():
    return 1


@route("/about")
def about():
    return "about"
