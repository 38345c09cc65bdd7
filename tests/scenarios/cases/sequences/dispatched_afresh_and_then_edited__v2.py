from functools import singledispatch


@singledispatch
def show(value, width=2):
    return ("any", width, 2)


@show.register
def show_int(value: int, width=2):
    return ("int", width, 2)
