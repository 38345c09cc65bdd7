"""The new words."""

__all__ = ["render", "extra"]


def render():
    return 2


def extra():
    return 2
