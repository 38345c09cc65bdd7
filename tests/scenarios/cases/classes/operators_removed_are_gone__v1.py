class Vector:
    def __init__(self, x):
        self.x = x

    def __call__(self):
        return self.x

    def __contains__(self, item):
        return True

    def __getattr__(self, name):
        return name
