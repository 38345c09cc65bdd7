def doubled(function):
    def wrapper():
        return function() * 2

    return wrapper


@doubled
def size():
    return 1
