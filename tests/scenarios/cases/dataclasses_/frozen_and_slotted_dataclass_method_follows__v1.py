from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int = 0

    def moved(self):
        return Point(self.x + 1, self.y)
