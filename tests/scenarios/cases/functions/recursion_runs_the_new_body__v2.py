def depth(n):
    return 0 if n == 0 else 2 + depth(n - 1)
