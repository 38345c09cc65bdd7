WIDTH = 3


class Shy(Exception):
    def __str__(self):
        raise RuntimeError("no text")

    __repr__ = __str__


raise Shy
