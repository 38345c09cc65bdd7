LIMIT = 2


class Pool:
    limit = LIMIT
    items = []
