class Ticket:
    reloads = 0

    def __reload__(self):
        self.reloads += 1


def render():
    return 2
