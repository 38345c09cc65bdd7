def make_label(text, size):
    def label():
        return f"{text} {size}"

    return label
