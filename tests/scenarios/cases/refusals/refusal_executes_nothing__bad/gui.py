import outside

outside.count("from the refused edit")


class Point:
    __slots__ = ("x", "y")
