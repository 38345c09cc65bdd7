class Movable:
    speed = 1


class Control(Movable):
    def draw(self):
        return 2


DEFAULT = Control()
