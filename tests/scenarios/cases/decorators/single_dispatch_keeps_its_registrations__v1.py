from functools import singledispatch


@singledispatch
def show(value):
    return ("any", 1)


@show.register
def show_int(value: int):
    return ("int", 1)


@show.register(str)
def _(value):
    return ("str", 1)
