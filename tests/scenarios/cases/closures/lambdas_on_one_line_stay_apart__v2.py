LEFT, RIGHT = (lambda: "left 2"), (lambda: "right 2")
