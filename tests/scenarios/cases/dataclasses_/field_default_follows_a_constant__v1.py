from dataclasses import dataclass

POINTS = 1


@dataclass
class Ticket:
    points: int = POINTS
