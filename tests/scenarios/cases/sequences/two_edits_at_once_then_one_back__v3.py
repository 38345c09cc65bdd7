def first(step=2):
    return 1 + step


def second():
    return first()


class Widget:
    def draw(self):
        return second()
