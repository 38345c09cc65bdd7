items: list = []
count: float
limit: int = 2
