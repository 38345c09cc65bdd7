NAME = "b"


def title(width=5):
    return f"{NAME!r:>{width}} {f'{2}'}"
