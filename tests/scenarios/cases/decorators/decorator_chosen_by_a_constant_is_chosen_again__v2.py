LOUD = True


def loud(function):
    def wrapper():
        return function().upper()

    return wrapper


@(loud if LOUD else lambda function: function)
def hello():
    return "hello"
