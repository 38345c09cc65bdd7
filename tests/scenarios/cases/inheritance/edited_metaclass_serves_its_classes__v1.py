class Meta(type):
    def describe(cls):
        return (cls.__name__, 1)


class Widget(metaclass=Meta):
    pass
