class Box:
    def area(self):
        return 1
