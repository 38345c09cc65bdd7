LOG = []


class Handle:
    def __del__(self):
        LOG.append(1)
