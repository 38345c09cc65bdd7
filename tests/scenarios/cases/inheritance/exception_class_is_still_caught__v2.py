class AppError(Exception):
    hint = "try again"

    def advice(self):
        return 2


def fail():
    raise AppError("new")


def guard(action):
    try:
        action()
    except AppError as error:
        return error.advice()
    return None
