class Base:
    def __init__(self):
        self.log = []

    def draw(self):
        self.log.append("base")
        return 1


class Button(Base):
    def draw(self):
        return super().draw() + 1
