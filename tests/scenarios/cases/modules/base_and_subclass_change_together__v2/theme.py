class Control:
    def frame(self, size, border=0):
        return size + border
