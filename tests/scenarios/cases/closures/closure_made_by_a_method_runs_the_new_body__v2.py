class Window:
    def __init__(self, title):
        self.title = title

    def closer(self):
        def close():
            return (self.title, 2)

        return close
