from contextlib import suppress

with suppress(KeyError):
    VALUE = 1
    VALUE = {}["missing"]
