def area(width: int) -> int:
    return width * width


class Box:
    side: int = 1
