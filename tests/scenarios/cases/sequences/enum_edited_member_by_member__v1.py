from enum import Enum


class Tool(Enum):
    PEN = 1
    BRUSH = 2

    def label(self):
        return (self.name, self.value, 1)
