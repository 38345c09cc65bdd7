from enum import Enum


class Colour(Enum):
    RED = "#e00"
    BLUE = "#00f"
