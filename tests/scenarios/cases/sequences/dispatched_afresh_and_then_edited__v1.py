from functools import singledispatch


@singledispatch
def show(value, width=1):
    return ("any", width, 1)


@show.register
def show_int(value: int, width=1):
    return ("int", width, 1)
