from dataclasses import dataclass


@dataclass
class Ticket:
    title: str = "untitled"
    points: int = 2
