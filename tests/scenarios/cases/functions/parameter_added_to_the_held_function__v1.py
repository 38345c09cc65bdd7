def label(text):
    return text
