from dataclasses import dataclass, field


@dataclass
class Ticket:
    title: str
    points: int = field(default=1, repr=False, compare=False, metadata={"unit": "points"})
