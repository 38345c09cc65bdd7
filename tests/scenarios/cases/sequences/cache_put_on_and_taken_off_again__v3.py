import functools


def measure(text):
    return len(text) * 3
