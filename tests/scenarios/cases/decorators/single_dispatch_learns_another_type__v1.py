from functools import singledispatch


@singledispatch
def show(value):
    return "any"


@show.register
def show_int(value: int):
    return "int"
