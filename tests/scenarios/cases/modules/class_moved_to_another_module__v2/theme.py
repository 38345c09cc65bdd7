WIDTH = 1


class Widget:
    def draw(self):
        return 2
