class Round:
    def shape(self):
        return "round"


class Square:
    def shape(self):
        return "square"


class Button(Round):
    pass
