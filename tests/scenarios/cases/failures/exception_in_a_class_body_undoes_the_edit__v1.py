class Widget:
    width = 1

    def draw(self):
        return self.width
