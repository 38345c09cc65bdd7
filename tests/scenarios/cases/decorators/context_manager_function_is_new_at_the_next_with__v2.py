from contextlib import contextmanager


@contextmanager
def group(log):
    log.append("open 2")
    yield 2
    log.append("close 2")
