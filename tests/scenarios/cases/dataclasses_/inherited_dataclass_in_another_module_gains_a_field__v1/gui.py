from dataclasses import dataclass

from theme import Item


@dataclass
class Task(Item):
    done: bool = False
