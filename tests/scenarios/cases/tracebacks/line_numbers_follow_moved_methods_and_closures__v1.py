class Widget:
    def fail(self):
        raise ValueError("method")

    @property
    def size(self):
        raise ValueError("property")

    @staticmethod
    def unit():
        raise ValueError("static")


def make():
    def fail():
        raise ValueError("closure")

    return fail


shout = lambda: 1 / 0
