def open_file():
    return 1


COMMANDS = {"open": open_file}
