def describe(event):
    match event:
        case {"key": key, **rest}:
            return ("key", key, 1)
        case [first, *others]:
            return ("list", first, 1)
        case _:
            return ("other", None, 1)
