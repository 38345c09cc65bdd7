from functools import singledispatch


@singledispatch
def show(value):
    return ("any", 2)


@show.register
def show_int(value: int):
    return ("int", 2)


@show.register(str)
def _(value):
    return ("str", 2)
