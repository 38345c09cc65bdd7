LIMIT = 1


class Pool:
    limit = LIMIT
    items = []
