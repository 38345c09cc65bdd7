def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError(name)
    return (1, name)
