class Widget:
    width = 3
    height = width / 0

    def draw(self):
        return self.width
