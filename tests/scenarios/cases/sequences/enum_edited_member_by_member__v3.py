from enum import Enum


class Tool(Enum):
    ERASER = 3
    PEN = 11

    def label(self):
        return (self.name, self.value, 3)
