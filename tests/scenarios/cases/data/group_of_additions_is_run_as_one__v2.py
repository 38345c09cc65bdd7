total = 1
total += 20
total += 100
