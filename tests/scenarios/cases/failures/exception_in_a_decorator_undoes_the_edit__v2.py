def checked(function):
    if function.__doc__ is None:
        raise TypeError("a docstring is missing")
    return function


@checked
def render(size=2):
    """Render."""
    return size
