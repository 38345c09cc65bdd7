class Root:
    def who(self):
        return ["root"]


class Left(Root):
    def who(self):
        return ["left", *super().who()]


class Right(Root):
    def who(self):
        return ["right", *super().who()]


class Bottom(Left, Right):
    def who(self):
        return ["bottom", *super().who()]
