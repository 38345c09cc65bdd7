width: int = 1
height: int = 1
