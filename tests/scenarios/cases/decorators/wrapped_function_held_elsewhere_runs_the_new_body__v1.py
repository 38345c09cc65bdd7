import functools


def logged(function):
    @functools.wraps(function)
    def wrapper(*args):
        return ("logged", function(*args))

    return wrapper


@logged
def render():
    return 1
