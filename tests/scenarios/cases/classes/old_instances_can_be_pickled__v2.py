class Ticket:
    prefix = "2"

    def __init__(self, number):
        self.number = number

    def title(self):
        return f"{self.prefix}:{self.number}"
