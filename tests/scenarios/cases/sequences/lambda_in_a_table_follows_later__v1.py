HANDLERS = {"open": lambda: 1}
