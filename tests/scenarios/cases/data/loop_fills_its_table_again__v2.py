TABLE = {}
for number in range(4):
    TABLE[number] = number * 2
