width: int = 1
height: int = 1
depth: int = 2
