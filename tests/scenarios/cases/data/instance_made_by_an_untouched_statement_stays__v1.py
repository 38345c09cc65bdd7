class Window:
    def __init__(self):
        self.open = False

    def title(self):
        return 1


WINDOW = Window()
