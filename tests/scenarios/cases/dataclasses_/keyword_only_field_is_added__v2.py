from dataclasses import KW_ONLY, dataclass


@dataclass
class Ticket:
    title: str
    _: KW_ONLY
    points: int = 3
