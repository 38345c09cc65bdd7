def render():
    def line():
        return 1

    return line()
