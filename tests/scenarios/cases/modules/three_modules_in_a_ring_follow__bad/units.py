import gui


def scale(by=3):
    return gui.WIDTH * by
