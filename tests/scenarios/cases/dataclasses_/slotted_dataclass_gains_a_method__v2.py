from dataclasses import dataclass


@dataclass(slots=True)
class Point:
    x: int
    y: int

    def length(self):
        return self.x + self.y
