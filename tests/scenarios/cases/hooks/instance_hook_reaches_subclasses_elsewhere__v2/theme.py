class Control:
    def __init__(self):
        self.width = 2

    def __reload__(self):
        self.width = 2
