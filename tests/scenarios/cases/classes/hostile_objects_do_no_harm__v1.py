class Hostile:
    def refuse(self, *args):
        raise RuntimeError("do not touch")

    __eq__ = __hash__ = __bool__ = __len__ = __iter__ = __repr__ = __str__ = refuse
    __getattr__ = __copy__ = __deepcopy__ = __reduce_ex__ = __getstate__ = __sizeof__ = refuse

    def draw(self):
        return 1


class Holder:
    held = Hostile()


HELD = [Hostile()]
