import textwrap
import no_such_module_anywhere


def render():
    return 3
