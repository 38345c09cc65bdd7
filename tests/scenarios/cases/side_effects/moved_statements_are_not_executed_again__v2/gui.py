"""Now with a docstring,

of several lines.
"""

import outside

# A comment.
outside.count("first")

outside.count("second")


def render():
    return 2


LAST = outside.count("third")
