class Tree:
    class Node:
        weight = 3

        def value(self):
            return 2

    def make(self):
        return self.Node()
