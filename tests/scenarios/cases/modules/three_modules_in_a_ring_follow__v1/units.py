import gui


def scale():
    return gui.WIDTH
