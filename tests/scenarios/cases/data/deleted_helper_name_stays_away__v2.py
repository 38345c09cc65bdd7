_parts = ["a", "b", "c"]
NAME = "".join(_parts)
del _parts
