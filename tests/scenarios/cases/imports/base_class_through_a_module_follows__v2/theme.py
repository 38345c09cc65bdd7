class Control:
    margin = 2

    def draw(self):
        return self.margin
