class Button:
    def owner(self):
        return Button

    def held(self):
        return Button
