WIDE = False


class Layout:
    if WIDE:
        columns = 3
    else:
        columns = 1
    widths = [10 * n for n in range(columns)]
