def label():
    return "two"
