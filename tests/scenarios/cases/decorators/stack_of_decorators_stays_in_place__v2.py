import functools


def bold(function):
    @functools.wraps(function)
    def wrapper():
        return f"<b>{function()}</b>"

    return wrapper


def italic(function):
    @functools.wraps(function)
    def wrapper():
        return f"<i>{function()}</i>"

    return wrapper


@bold
@italic
def text():
    return "2"
