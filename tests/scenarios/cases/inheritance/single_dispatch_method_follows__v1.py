from functools import singledispatchmethod


class Printer:
    @singledispatchmethod
    def show(self, value):
        return ("any", 1)

    @show.register
    def _(self, value: int):
        return ("int", 1)
