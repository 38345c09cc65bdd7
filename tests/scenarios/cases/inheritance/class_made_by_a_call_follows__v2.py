from collections import namedtuple

Point = namedtuple("Point", "x y", defaults=[0])
Label = type("Label", (), {"text": "two"})
