class Widget:
    kind = "control"
    added = 3

    def draw(self):
        return 3


class Button(Widget):
    def draw(self):
        return super().draw()

    @property
    def size(self):
        return 3


raise LookupError("after both classes")
