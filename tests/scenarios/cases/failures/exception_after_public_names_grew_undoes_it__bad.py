__all__ = ["render"]


def render():
    return 2


if render:

    class Extra:
        version = 2

    __all__.append("Extra")

raise ValueError("half way")
