class Widget:
    kind = "widget"

    def draw(self):
        return 1

    def old(self):
        return "old"


class Button(Widget):
    def draw(self):
        return 1
