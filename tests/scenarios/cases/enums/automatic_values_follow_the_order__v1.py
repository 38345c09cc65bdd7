from enum import Enum, auto


class Step(Enum):
    OPEN = auto()
    SAVE = auto()
