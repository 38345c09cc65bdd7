class Movable:
    def move(self):
        return "moved"


class Button(Movable):
    def draw(self):
        return 3


Button().undefined_method()
