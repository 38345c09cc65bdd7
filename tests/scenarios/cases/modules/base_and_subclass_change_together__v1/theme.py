class Control:
    def frame(self, size):
        return size
