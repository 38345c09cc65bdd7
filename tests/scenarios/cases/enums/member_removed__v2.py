from enum import Enum


class Colour(Enum):
    BLUE = 2
