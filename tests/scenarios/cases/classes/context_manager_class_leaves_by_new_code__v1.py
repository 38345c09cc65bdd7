class Group:
    def __init__(self):
        self.log = []

    def __enter__(self):
        self.log.append("enter 1")
        return self

    def __exit__(self, *error):
        self.log.append("exit 1")
