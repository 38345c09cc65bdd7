ALL = []


class Widget:
    def __init__(self):
        self.size = 1
        ALL.append(self)


for widget in ALL:
    widget.size = 3
    widget.extra = []
Widget()
raise LookupError("after the instances")
