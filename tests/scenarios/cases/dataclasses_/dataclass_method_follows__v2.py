from dataclasses import dataclass


@dataclass
class Ticket:
    title: str
    points: int = 1

    def line(self):
        return (self.title, 2)
