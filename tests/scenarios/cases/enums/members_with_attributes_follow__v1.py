from enum import Enum


class Planet(Enum):
    EARTH = (1, "blue")
    MARS = (2, "red")

    def __init__(self, place, colour):
        self.place = place
        self.colour = colour

    @property
    def title(self):
        return f"{self.colour} {self.place}"
