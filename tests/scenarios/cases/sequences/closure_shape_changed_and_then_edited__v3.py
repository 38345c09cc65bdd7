def make(text, size):
    def label():
        return (text, size, 3)

    return label
