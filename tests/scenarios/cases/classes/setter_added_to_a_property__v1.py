class Box:
    _side = 1

    @property
    def side(self):
        return self._side
