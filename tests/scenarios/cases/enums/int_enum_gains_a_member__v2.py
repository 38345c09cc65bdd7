from enum import IntEnum


class Level(IntEnum):
    LOW = 1
    MIDDLE = 5
    HIGH = 9

    @property
    def label(self):
        return self.name.title()
