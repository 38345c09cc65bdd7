WIDTH = 2


def render():
    value = WIDTH
    return value


class Widget:
    kind = "widget"

    def draw(self):
        return 2
