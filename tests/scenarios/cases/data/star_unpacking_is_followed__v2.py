first, *rest, last = [2, 3, 4]
