def logged(function):
    def wrapper():
        return (1, function())

    return wrapper
