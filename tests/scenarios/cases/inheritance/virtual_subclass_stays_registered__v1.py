from abc import ABC


class Drawable(ABC):
    layer = 1


class Foreign:
    pass


Drawable.register(Foreign)
