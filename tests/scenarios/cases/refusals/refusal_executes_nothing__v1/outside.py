CALLS = []


def count(what):
    CALLS.append(what)
