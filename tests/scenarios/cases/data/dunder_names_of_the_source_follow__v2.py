__version__ = "2"


def render():
    return __version__
