class Shape:
    @staticmethod
    def unit():
        return 2
