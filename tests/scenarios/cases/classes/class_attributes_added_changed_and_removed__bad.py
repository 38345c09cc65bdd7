class Style:
    colour = "blue"
    rounded = True
    width = 1 / 0
