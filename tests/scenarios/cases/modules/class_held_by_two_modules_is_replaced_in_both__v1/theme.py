class Movable:
    speed = 1


class Control:
    def draw(self):
        return 1


DEFAULT = Control()
