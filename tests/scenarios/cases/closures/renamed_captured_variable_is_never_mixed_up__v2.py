def make_pair(left, right):
    def pair():
        return [right, 2]

    return pair
