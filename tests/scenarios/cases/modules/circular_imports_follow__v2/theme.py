import gui

LIMIT = 10


def paint(limit=LIMIT):
    return min(limit, gui.scale())
