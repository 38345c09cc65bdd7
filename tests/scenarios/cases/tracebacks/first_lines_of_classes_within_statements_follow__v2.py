# a line more

import sys

if sys.platform:

    class Chosen:
        pass


def make():
    class Local:
        width = 1

    return Local
