if (limit := 10) > 5:
    big = True
else:
    big = False
