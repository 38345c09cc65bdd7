def make(text, size):
    def label():
        return (text, 1)

    return label
