from dataclasses import dataclass


@dataclass
class Size:
    width: int
    height: int
