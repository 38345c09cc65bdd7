from dataclasses import dataclass, field


@dataclass
class Ticket:
    tags: list = field(default_factory=list)
