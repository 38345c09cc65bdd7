class Control:
    def frame(self):
        return 1


class Button(Control):
    def draw(self):
        return self.frame()
