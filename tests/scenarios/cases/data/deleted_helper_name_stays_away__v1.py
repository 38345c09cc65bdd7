_parts = ["a", "b"]
NAME = "".join(_parts)
del _parts
