from .round import circle, oval
