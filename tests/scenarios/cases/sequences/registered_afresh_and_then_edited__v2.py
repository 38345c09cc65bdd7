COMMANDS = {}


def command(function):
    COMMANDS[function.__name__] = function
    return function


@command
def open_file(mode="w"):
    return (mode, 2)
