from outside import counted


@counted
def render():
    return 2


@counted
class Widget:
    def draw(self):
        return 2
