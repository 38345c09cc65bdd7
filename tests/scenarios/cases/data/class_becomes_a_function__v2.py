class _Made:
    def __init__(self, name):
        self.name = name * 2


def make(name):
    return _Made(name)
