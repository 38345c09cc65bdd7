class Style:
    colour = "red"
    width = 2
    rounded = True
