class First:
    pass


class Second:
    pass


class Pool(Second):
    items = []
