from enum import Enum, auto


class Step(Enum):
    OPEN = auto()
    EDIT = auto()
    SAVE = auto()
