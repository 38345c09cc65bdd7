from theme import Control


class Button(Control):
    def draw(self):
        return self.frame(1, border=1)
