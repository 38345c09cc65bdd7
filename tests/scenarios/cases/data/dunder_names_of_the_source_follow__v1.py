__version__ = "1"
__author__ = "someone"
__all__ = ["render"]


def render():
    return __version__
