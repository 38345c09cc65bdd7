class Style:
    width = 2

    def __init__(self, name):
        self.name = name
