__all__ = ["render"]


def render():
    return 1


if render:

    class Extra:
        version = 1

    __all__.append("Extra")
