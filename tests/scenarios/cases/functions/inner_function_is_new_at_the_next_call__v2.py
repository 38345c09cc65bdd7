def render():
    def line():
        return 2

    return line()
