import sys


def render(size=3):
    return size


sys.exit(3)
