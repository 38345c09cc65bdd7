from enum import Enum


class Size(Enum):
    SMALL = 2
    LARGE = 10


DEFAULT = Size.SMALL.value * 2
