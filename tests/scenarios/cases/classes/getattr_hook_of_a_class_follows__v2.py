class Proxy:
    def __getattr__(self, name):
        return (2, name)

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value * 2)
