def make_getter(key):
    return lambda mapping: mapping[key] * 2
