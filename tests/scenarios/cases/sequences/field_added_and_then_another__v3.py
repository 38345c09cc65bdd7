from dataclasses import dataclass, field


@dataclass
class Ticket:
    title: str
    points: int = 3
    tags: list = field(default_factory=list)

    def line(self):
        return (self.title, self.points, self.tags)
