from functools import singledispatchmethod


class Printer:
    @singledispatchmethod
    def show(self, value):
        return ("any", 2)

    @show.register
    def _(self, value: int):
        return ("int", 2)

    @show.register
    def _(self, value: str):
        return ("str", 2)
