class Tree:
    def __init__(self, leaves):
        self.leaves = leaves

    def walk(self):
        for leaf in reversed(self.leaves):
            yield leaf
