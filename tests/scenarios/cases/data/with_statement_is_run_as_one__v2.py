from contextlib import suppress

with suppress(KeyError):
    VALUE = 2
    VALUE = {}["missing"]
