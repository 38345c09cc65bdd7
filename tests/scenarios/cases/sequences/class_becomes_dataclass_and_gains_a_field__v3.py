from dataclasses import dataclass


@dataclass
class Ticket:
    title: str
    points: int = 3
