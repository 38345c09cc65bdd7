from dataclasses import dataclass


@dataclass
class Colour:
    name: str
