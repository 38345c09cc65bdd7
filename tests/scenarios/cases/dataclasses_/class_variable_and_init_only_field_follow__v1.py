from dataclasses import InitVar, dataclass
from typing import ClassVar


@dataclass
class Ticket:
    title: str
    prefix: ClassVar[str] = "A"
