def make_label(text, size):
    def label():
        return text

    return label
