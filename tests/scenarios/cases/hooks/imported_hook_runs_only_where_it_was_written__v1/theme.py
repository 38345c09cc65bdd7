LOG = []


def after_reload():
    LOG.append("after")
