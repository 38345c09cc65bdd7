class Base:
    def draw(self):
        return ["base"]


if Base:

    class Widget(Base):
        def draw(self):
            return [1]
