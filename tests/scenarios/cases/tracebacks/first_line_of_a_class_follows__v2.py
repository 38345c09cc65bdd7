WIDTH = 2
HEIGHT = 2


class Widget:
    def draw(self):
        return 1
