def first(step=1):
    return 1 + step


def second():
    return first(1)


class Widget:
    size = 2

    def draw(self):
        return second()
