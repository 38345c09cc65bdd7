from collections import namedtuple

Point = namedtuple("Point", "x y")
Label = type("Label", (), {"text": "one"})
