class First:
    pass


class Second:
    pass


class Pool(First):
    items = []
