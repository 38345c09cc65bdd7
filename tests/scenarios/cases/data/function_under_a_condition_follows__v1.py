import sys

if sys.version_info >= (3, 0):

    def render():
        return 1

else:

    def render():
        return -1
