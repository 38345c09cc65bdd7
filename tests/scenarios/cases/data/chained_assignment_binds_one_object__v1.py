left = right = []
