def area(width):
    """Area in cells."""
    return width * width
