from enum import Enum


class Colour(Enum):
    RED = 10
    GREEN = 3


raise LookupError("after the enum")
