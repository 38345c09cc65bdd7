COLUMNS = 3
WIDTHS = [1, 1, 1]
assert len(WIDTHS) == COLUMNS
