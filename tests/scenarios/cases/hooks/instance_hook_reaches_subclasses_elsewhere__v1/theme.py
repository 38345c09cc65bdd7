class Control:
    def __init__(self):
        self.width = 1
