from dataclasses import dataclass

POINTS = 2


@dataclass
class Ticket:
    points: int = POINTS
