class Size:
    __slots__ = ("width", "height")
