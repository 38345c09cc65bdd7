class Command:
    def __init__(self, function):
        self.function = function
        self.calls = 0

    def __call__(self):
        self.calls += 1
        return self.function()


@Command
def save():
    return 1
