from enum import Enum


class Key(Enum):
    ENTER = 13
    RETURN = 13
