from dataclasses import dataclass, field

MADE = []


def make():
    MADE.append(1)
    if len(MADE) == 2:
        raise ValueError("the second cannot be made")
    return []


@dataclass
class Ticket:
    title: str
    tags: list = field(default_factory=make)
