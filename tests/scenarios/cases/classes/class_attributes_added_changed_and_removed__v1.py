class Style:
    colour = "red"
    width = 1
    dashed = True
