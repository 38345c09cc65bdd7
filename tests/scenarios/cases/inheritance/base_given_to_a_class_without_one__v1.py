class Movable:
    def move(self):
        return "moved"


class Button:
    def draw(self):
        return 1
