from typing import NamedTuple


class Point(NamedTuple):
    x: int
    y: int = 0

    def length(self):
        return self.x + self.y
