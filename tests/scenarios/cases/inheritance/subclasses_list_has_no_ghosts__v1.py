class Base:
    pass


class Button(Base):
    label = 1
