COMMANDS = {}


def command(function):
    COMMANDS[function.__name__] = function
    return function


@command
def open_file(mode="r"):
    return (mode, 1)
