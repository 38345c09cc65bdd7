from collections import namedtuple

Point = namedtuple("Point", "x y z", defaults=[0])
Label = type("Label", (), {"text": "three"})
