from enum import Enum


class Colour(Enum):
    RED = "#f00"
    BLUE = "#00f"
