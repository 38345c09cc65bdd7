def counted(function):
    calls = [0]

    def wrapper():
        calls[0] += 1
        return (function(), calls[0])

    return wrapper


@counted
def click():
    return 2
