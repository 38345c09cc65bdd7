def label(text, *, bold=False):
    return text.upper() if bold else text
