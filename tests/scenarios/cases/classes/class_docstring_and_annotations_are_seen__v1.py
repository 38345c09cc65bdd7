class Widget:
    """A widget."""

    width: int = 1
