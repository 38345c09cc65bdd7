class Base:
    def draw(self):
        return 1


class Button(Base):
    def draw(self):
        return 1
