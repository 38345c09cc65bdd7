def make(text, size):
    def label():
        return (text, size, 2)

    return label
