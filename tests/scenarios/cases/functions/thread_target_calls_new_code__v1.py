def step():
    return 1


def work(inbox, outbox):
    while inbox.get() is not None:
        outbox.put(step())
