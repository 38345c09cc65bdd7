def plain(function):
    return function


@plain
# A comment between.

@plain
def render():
    return 1
