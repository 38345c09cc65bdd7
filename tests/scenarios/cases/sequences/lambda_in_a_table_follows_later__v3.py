HANDLERS = {"open": lambda: 3, "close": lambda: -3}
