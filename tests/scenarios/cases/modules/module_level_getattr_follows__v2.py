def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError(name)
    return (2, name)


def __dir__():
    return ["only"]
