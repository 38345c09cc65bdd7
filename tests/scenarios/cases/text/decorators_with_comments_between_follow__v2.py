def plain(function):
    return function


@plain

# Another comment between.
@plain

def render():
    return 2
