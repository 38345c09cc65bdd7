class AppError(Exception):
    def advice(self):
        return 1


def fail():
    raise AppError("old")


def guard(action):
    try:
        action()
    except AppError as error:
        return error.advice()
    return None
