COLUMNS = 2
WIDTHS = [1, 1]
assert len(WIDTHS) == COLUMNS
