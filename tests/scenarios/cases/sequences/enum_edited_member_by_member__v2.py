from enum import Enum


class Tool(Enum):
    PEN = 10
    ERASER = 3
    BRUSH = 2

    def label(self):
        return (self.name, self.value, 2)
