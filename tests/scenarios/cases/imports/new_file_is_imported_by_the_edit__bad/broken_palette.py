def colour():
    return missing


colour()
