class Amount(int):
    pass
