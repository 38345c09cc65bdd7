from dataclasses import dataclass


@dataclass
class Ticket:
    title: str

    def __post_init__(self):
        self.key = self.title.upper()
