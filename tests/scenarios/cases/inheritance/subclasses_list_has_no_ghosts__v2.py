class Base:
    pass


class Button(Base):
    label = 2


class Slider(Base):
    label = 2
