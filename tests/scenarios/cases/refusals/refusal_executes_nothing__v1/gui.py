import outside


class Point:
    __slots__ = ("x",)
