from dataclasses import dataclass
from enum import Enum


class Tool(Enum):
    PEN = 1


@dataclass
class Ticket:
    title: str


class Widget:
    def draw(self):
        return 2


def make(n):
    def inner():
        return n * 2

    return inner


TABLE = {"make": make, Tool.PEN: Widget}
