def first():
    return 1


def second():
    return first()


class Widget:
    def draw(self):
        return second()
