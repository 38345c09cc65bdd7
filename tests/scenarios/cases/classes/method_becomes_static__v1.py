class Shape:
    def unit(self):
        return 1
