class Left:
    pass


class Right(Left):
    pass


class Both(Right):
    pass
