from dataclasses import dataclass


@dataclass
class Item:
    title: str


@dataclass
class Task(Item):
    done: bool = False
