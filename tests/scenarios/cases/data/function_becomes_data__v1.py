def label():
    return "one"
