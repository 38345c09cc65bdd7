class Widget:
    def draw(self):
        return self.size()

    def size(self):
        return 2
