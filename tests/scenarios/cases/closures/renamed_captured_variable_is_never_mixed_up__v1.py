def make_pair(left, right):
    def pair():
        return [left, 1]

    return pair
