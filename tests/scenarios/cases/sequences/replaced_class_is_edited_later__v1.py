class Movable:
    pass


class Button:
    def draw(self):
        return 1
