ITEMS = []


class Window:
    def title(self):
        return "window"


WINDOW = Window()
ITEMS.append(WINDOW)
