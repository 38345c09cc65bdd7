class Window:
    resizable = True

    def __init__(self):
        self.open = False

    def title(self):
        return 2


WINDOW = Window()
