class Widget:
    def __init__(self):
        self.size = 2
        self.colour = "red"
