class Pool:
    items = []
    limit = 10
    name = "pool"

    def size(self):
        return len(self.items) * 2
