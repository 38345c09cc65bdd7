NAMES = ["a", "b", "c"]
UPPER = {name: name.upper() for name in NAMES}
