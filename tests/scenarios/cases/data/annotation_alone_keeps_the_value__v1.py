items: list = []
count: int
