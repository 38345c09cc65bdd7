class Left:
    pass


class Right(Left):
    pass


class Both(Left, Right):
    pass
