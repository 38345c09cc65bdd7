class Hostile:
    def refuse(self, *args):
        raise RuntimeError("do not touch")

    __eq__ = __hash__ = __bool__ = __len__ = __iter__ = __repr__ = __str__ = refuse
    __getattr__ = __copy__ = __deepcopy__ = __reduce_ex__ = __getstate__ = __sizeof__ = refuse
    size = 3

    def draw(self):
        return 3


class Holder:
    held = Hostile()
    other = 3


HELD = [Hostile()]
HELD[0].anything
