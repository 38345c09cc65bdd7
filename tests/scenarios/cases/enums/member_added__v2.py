from enum import Enum


class Colour(Enum):
    RED = 1
    GREEN = 3
    BLUE = 2
