WIDTH = 3
raise ExceptionGroup("several", [ValueError("one"), TypeError("two")])
