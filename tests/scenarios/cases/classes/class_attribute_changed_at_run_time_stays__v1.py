class Pool:
    items = []
    limit = 10

    def size(self):
        return len(self.items)
