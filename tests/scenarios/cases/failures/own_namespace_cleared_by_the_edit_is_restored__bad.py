WIDTH = 3


def render():
    return WIDTH


for name in [name for name in globals() if not name.startswith("__")]:
    del globals()[name]
raise LookupError("after everything")
