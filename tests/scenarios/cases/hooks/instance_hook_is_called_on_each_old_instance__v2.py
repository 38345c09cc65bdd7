class Ticket:
    def __init__(self, title):
        self.title = title
        self.words = title.split()

    def __reload__(self):
        self.words = self.title.split()
