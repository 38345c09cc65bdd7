class Widget:
    width = 2

    def draw(self):
        return self.width
