from dataclasses import dataclass


@dataclass(frozen=True)
class Colour:
    name: str
