"""The old words."""

__all__ = ["render"]


def render():
    return 1
