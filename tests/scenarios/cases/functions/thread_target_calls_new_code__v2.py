def step():
    return 2


def work(inbox, outbox):
    while inbox.get() is not None:
        outbox.put(step())
