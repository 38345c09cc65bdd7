def repeat(times):
    def decorate(function):
        def wrapper():
            return function() * times

        return wrapper

    return decorate


@repeat(2)
def star():
    return "*"
