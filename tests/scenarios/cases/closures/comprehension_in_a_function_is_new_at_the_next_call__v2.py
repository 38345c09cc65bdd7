def squares(n):
    return [x * x * 2 for x in range(n) if x]
