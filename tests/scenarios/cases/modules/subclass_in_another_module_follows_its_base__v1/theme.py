class Control:
    def draw(self):
        return ("control", 1)
