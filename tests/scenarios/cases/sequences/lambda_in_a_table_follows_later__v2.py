HANDLERS = {"open": lambda: 2, "close": lambda: -2}
