class Ticket:
    def __init__(self, number):
        self.number = number

    def title(self):
        return f"1:{self.number}"
