class Point:
    __slots__ = ("x", "y")

    def __init__(self):
        self.x = 1
        self.y = 3

    def length(self):
        return self.x * self.y
