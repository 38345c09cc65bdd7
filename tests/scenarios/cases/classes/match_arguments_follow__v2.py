class Point:
    __match_args__ = ("y", "x")

    def __init__(self, x, y):
        self.x, self.y = x, y
