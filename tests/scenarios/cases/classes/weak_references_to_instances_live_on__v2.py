class Node:
    colour = "red"

    def name(self):
        return 2
