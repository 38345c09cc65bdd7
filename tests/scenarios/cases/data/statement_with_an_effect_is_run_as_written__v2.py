LOG = []
LOG.append("two")
