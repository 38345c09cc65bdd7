class Group:
    def __init__(self):
        self.log = []

    def __enter__(self):
        self.log.append("enter 2")
        return self

    def __exit__(self, *error):
        self.log.append("exit 2")
