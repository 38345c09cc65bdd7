COMMANDS = {}


def command(name):
    def register(function):
        COMMANDS[name] = function
        return function

    return register


@command("open")
def open_file(mode="w"):
    return 2


@command("close")
def close_file():
    return 2
