NAMES = ["a", "b"]
UPPER = {name: name.upper() for name in NAMES}
