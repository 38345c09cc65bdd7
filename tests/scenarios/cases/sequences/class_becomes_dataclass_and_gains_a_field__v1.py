class Ticket:
    def __init__(self, title):
        self.title = title
