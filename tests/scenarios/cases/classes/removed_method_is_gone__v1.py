class Widget:
    def draw(self):
        return 1

    def size(self):
        return 1
