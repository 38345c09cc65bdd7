class Vector:
    def __init__(self, x):
        self.x = x

    def __repr__(self):
        return f"<{self.x}>"

    def __add__(self, other):
        return Vector(self.x + other.x)

    def __lt__(self, other):
        return self.x < other.x

    def __len__(self):
        return self.x

    def __getitem__(self, index):
        return self.x * index

    def __call__(self):
        return self.x

    def __bool__(self):
        return False

    def __format__(self, spec):
        return f"{spec}{self.x}"
