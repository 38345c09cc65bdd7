from abc import ABC


class Drawable(ABC):
    layer = 2


class Foreign:
    pass


Drawable.register(Foreign)
