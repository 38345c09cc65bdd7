class Style:
    width = 1

    def __init__(self, name):
        self.name = name
