def describe(self):
    return (2, self.name)


class Widget:
    name = "widget"
    describe = describe
