class Base:
    def draw(self):
        return ["base"]


if Base:

    class Widget(Base):
        def draw(self):
            found = super().draw()
            return [*found, 1]
