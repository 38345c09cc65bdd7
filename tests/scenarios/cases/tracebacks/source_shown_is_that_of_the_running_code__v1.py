def render():
    return 1


class Widget:
    def draw(self):
        return 1
