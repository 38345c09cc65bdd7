import functools


def logged(function):
    @functools.wraps(function)
    def wrapper():
        return function()

    return wrapper


@logged
def fail():
    raise ValueError("wrapped")
