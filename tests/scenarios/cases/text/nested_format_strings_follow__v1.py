NAME = "a"


def title(width=5):
    return f"{NAME!r:>{width}} {f'{1}'}"
