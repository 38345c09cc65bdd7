class Style:
    width = 2


DOUBLE = Style.width * 2
