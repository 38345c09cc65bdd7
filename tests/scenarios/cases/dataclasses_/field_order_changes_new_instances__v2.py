from dataclasses import dataclass


@dataclass
class Size:
    height: int
    width: int
