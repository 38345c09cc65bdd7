def squares(n):
    return [x * x for x in range(n)]
