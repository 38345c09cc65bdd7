from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int = 2

    def moved(self):
        return Point(self.x + 2, self.y)

    def double(self):
        return Point(self.x * 2, self.y * 2)
