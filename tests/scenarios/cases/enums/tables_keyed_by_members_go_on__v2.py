from enum import Enum


class Tool(Enum):
    PEN = "pen"
    BRUSH = "brush"
    ERASER = "eraser"


WIDTHS = {Tool.PEN: 1, Tool.BRUSH: 5}


def describe(tool=Tool.PEN):
    match tool:
        case Tool.PEN:
            return ("pen", WIDTHS[tool])
        case _:
            return ("other", WIDTHS.get(tool))
