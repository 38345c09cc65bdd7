from units import CELL

SPACING = CELL * 10
