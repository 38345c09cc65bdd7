from enum import Enum


class Editor:
    class Tool(Enum):
        PEN = 1
        BRUSH = 2

    def __init__(self):
        self.tool = self.Tool.PEN

    def is_pen(self):
        return self.tool is self.Tool.PEN
