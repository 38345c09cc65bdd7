from enum import Enum


class Colour(Enum):
    CRIMSON = 1
    BLUE = 2
