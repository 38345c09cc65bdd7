from dataclasses import dataclass
from enum import Enum


class Tool(Enum):
    PEN = 1


@dataclass
class Ticket:
    title: str


class Widget:
    def draw(self):
        return 1


def make(n):
    def inner():
        return n

    return inner


TABLE = {"make": make, Tool.PEN: Widget}
