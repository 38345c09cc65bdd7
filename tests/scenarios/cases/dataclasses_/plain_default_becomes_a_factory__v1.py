from dataclasses import dataclass


@dataclass
class Ticket:
    tags: tuple = ()
