width: int = 1
