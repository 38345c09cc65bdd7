LOG = []


def log(text):
    LOG.append(text)


log("tick")
log("tick")
