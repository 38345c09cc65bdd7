class Widget:
    def __init__(self, name):
        self.name = name

    def draw(self):
        return (self.name, 1)
