class Tree:
    def __init__(self, leaves):
        self.leaves = leaves

    def walk(self):
        for leaf in self.leaves:
            yield leaf
