total = 1
total += 10
total += 100
