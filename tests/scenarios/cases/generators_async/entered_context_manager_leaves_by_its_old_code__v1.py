from contextlib import contextmanager


@contextmanager
def group(log):
    yield
    log.append("closed 1")
