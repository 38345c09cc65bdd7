class Style:
    width = 1


DOUBLE = Style.width * 2
