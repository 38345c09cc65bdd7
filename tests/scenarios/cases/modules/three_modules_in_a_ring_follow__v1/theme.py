import units

SPACING = 1


def paint():
    return units.scale()
