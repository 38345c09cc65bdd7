from enum import Enum


class Colour(Enum):
    RED = 1
    BLUE = 2

    def label(self):
        return (self.name, 2)
