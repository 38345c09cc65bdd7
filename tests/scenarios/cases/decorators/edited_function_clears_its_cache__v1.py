import functools


@functools.lru_cache
def measure(text):
    return len(text)
