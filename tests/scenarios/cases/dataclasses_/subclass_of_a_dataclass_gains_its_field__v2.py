from dataclasses import dataclass


@dataclass
class Item:
    title: str
    points: int = 3


@dataclass
class Task(Item):
    done: bool = False
