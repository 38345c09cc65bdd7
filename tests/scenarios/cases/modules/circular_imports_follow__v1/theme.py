import gui


def paint():
    return gui.scale()
