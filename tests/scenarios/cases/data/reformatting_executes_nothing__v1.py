SIZES = [1, 2, 3]
NAMES = {"a": 1, "b": 2}
