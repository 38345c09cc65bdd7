class Vector:
    def __init__(self, x):
        self.x = x

    def __repr__(self):
        return f"Vector({self.x})"
