from contextlib import contextmanager


@contextmanager
def group(log):
    log.append("open 1")
    yield 1
    log.append("close 1")
