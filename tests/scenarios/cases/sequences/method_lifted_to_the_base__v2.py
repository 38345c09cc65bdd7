class Control:
    def frame(self):
        return 2

    def draw(self):
        return self.frame()


class Button(Control):
    pass
