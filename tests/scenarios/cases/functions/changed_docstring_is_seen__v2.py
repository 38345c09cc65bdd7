def area(width):
    """Area in pixels."""
    return width * width
