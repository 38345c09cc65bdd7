class Movable:
    pass


class Button(Movable):
    width = 3

    def draw(self):
        return self.width
