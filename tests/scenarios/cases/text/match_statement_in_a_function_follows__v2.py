def describe(event):
    match event:
        case {"key": key, **rest}:
            return ("key", key, 2)
        case [first, *others] if others:
            return ("list", first, 2)
        case int() | float():
            return ("number", event, 2)
        case _:
            return ("other", None, 2)
