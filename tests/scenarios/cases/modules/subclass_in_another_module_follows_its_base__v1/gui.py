from theme import Control


class Button(Control):
    def draw(self):
        return ("button", *super().draw())
