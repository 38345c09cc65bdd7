class Box:
    side = 1
    area = property(lambda self: self.side * 1)
    scale = lambda self, by: by * 1
    key = staticmethod(lambda item: item)
