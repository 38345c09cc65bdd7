class Widget:
    def draw(self):
        return 2
