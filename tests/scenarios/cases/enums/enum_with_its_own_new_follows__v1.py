from enum import Enum


class Unit(Enum):
    def __new__(cls, short, factor):
        member = object.__new__(cls)
        member._value_ = short
        member.factor = factor
        return member

    MM = ("mm", 1)
    CM = ("cm", 10)
