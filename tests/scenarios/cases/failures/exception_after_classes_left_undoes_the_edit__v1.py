class Legacy:
    count = 1

    def draw(self):
        return "legacy"


def helper():
    return Legacy().draw()
