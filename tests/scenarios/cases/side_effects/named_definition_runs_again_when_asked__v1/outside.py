CALLS = []


def compiled(function):
    CALLS.append(function.__name__)
    result = function()
    return lambda: result
