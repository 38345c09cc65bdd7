def area(width: float) -> float:
    return width * width
