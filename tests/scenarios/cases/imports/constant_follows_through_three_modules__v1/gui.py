from theme import SPACING

MARGIN = SPACING + 1
