def logged(function):
    name = function.__name__

    def wrapper():
        return (name, function())

    return wrapper


@logged
def render():
    return "image"
