from theme import Control

MADE = [Control()]
KINDS = {"control": Control}


def make():
    return Control()
