def tagged(tag):
    def decorate(cls):
        cls.tag = tag
        return cls

    return decorate


@tagged("two")
class Widget:
    pass
