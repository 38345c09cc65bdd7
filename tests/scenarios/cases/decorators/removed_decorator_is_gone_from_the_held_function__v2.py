import functools


def doubled(function):
    @functools.wraps(function)
    def wrapper():
        return function() * 2

    return wrapper


def size():
    return 1
