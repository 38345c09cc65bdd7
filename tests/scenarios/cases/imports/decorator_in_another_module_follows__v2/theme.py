def logged(function):
    def wrapper():
        return (2, function())

    return wrapper
