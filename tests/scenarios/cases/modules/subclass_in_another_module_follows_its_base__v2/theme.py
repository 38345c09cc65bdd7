class Control:
    layer = "top"

    def draw(self):
        return ("control", 2)
