import functools


@functools.lru_cache(maxsize=2)
def measure(text):
    return len(text) * 3
