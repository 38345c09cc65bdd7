def describe(self):
    return (1, self.name)


class Widget:
    name = "widget"
    describe = describe
