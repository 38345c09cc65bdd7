from .round import circle
