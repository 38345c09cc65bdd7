from .round import circle
from .base import UNIT

__all__ = ["circle", "UNIT"]
