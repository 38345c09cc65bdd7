LOG = []
LOG.append("one")
