class Movable:
    def move(self):
        return "moved"


class Button(Movable):
    def draw(self):
        return 2
