from __future__ import annotations


def area(width: int) -> int:
    return width * width
