class Tree:
    class Node:
        def value(self):
            return 1

    def make(self):
        return self.Node()
