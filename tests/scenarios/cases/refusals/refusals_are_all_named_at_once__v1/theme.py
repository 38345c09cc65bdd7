class Size:
    __slots__ = ("width",)
