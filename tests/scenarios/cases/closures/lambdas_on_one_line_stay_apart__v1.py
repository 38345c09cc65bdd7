LEFT, RIGHT = (lambda: "left 1"), (lambda: "right 1")
