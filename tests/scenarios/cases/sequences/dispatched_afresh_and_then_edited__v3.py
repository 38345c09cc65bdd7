from functools import singledispatch


@singledispatch
def show(value, width=2):
    return ("any", width, 3)


@show.register
def show_int(value: int, width=2):
    return ("int", width, 3)
