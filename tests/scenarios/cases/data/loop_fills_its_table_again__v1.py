TABLE = {}
for number in range(3):
    TABLE[number] = number * 1
