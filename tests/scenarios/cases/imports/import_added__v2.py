import textwrap
from string import ascii_lowercase as letters


def render():
    return len(textwrap.dedent(letters[:2]))
