class Widget:
    def draw(self):
        return 1


class Legacy:
    def draw(self):
        return "old"
