left = right = [2]
