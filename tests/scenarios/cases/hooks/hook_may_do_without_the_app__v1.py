LOG = []


def before_reload():
    LOG.append("before")


def after_reload():
    LOG.append("after")


def render():
    return 1
