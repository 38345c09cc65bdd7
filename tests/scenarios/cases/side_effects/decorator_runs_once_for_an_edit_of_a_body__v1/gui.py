from outside import counted


@counted
def render():
    return 1


@counted
class Widget:
    def draw(self):
        return 1
