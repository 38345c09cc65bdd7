class Meta(type):
    def describe(cls):
        return (cls.__name__, 2)


class Widget(metaclass=Meta):
    pass
