if (limit := 3) > 5:
    big = True
else:
    big = False
