from enum import Enum


class Editor:
    title = "editor"

    class Tool(Enum):
        PEN = 1
        ERASER = 3
        BRUSH = 2

    def __init__(self):
        self.tool = self.Tool.PEN

    def is_pen(self):
        return self.tool is self.Tool.PEN
