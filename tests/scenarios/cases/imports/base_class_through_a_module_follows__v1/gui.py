import theme


class Button(theme.Control):
    def draw(self):
        return super().draw()
