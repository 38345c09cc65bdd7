from dataclasses import InitVar, dataclass
from typing import ClassVar


@dataclass
class Ticket:
    title: str
    prefix: ClassVar[str] = "B"
    loud: InitVar[bool] = False

    def __post_init__(self, loud):
        if loud:
            self.title = self.title.upper()
