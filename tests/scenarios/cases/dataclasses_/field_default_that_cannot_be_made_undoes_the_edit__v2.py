from dataclasses import dataclass, field


@dataclass
class Ticket:
    title: str
    tags: list = field(default_factory=list)
