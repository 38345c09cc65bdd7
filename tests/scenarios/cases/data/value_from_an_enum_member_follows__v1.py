from enum import Enum


class Size(Enum):
    SMALL = 1
    LARGE = 10


DEFAULT = Size.SMALL.value * 2
