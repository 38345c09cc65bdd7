double = lambda x: x * 1
