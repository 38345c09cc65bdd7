class Widget:
    """A better widget."""

    width: float = 1
    height: float = 1
