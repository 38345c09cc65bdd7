from dataclasses import dataclass, field


@dataclass
class Ticket:
    title: str
    points: int = field(default=1)
