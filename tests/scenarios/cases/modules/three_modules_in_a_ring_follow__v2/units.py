import gui


def scale(by=1):
    return gui.WIDTH * by
