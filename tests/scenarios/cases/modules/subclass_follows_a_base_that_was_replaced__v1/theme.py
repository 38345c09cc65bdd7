class Movable:
    def move(self):
        return "moved"


class Control:
    def draw(self):
        return 1
