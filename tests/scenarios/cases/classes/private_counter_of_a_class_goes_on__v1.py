class Ticket:
    _next = 1

    def __init__(self):
        self.number = Ticket._next
        Ticket._next += 1

    def title(self):
        return f"#{self.number}"
