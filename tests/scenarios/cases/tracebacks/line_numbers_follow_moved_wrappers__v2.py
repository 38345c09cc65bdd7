import functools

WIDTH = 2


def logged(function):
    @functools.wraps(function)
    def wrapper():
        return function()

    return wrapper


LENGTH = 2


@logged
def fail():
    raise ValueError("wrapped")
