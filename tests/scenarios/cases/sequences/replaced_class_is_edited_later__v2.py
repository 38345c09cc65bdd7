class Movable:
    pass


class Button(Movable):
    def draw(self):
        return 2
