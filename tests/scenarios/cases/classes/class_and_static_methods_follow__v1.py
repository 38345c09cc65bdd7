class Shape:
    count = 0

    @classmethod
    def make(cls):
        return (cls, 1)

    @staticmethod
    def unit():
        return 1
