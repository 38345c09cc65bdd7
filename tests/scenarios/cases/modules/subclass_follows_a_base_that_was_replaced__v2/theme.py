class Movable:
    def move(self):
        return "moved"


class Control(Movable):
    def draw(self):
        return 2
