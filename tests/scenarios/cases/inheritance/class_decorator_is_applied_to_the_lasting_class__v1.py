def tagged(tag):
    def decorate(cls):
        cls.tag = tag
        return cls

    return decorate


@tagged("one")
class Widget:
    pass
