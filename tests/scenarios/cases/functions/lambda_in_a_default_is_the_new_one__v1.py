def ordered(items, key=lambda item: item):
    return sorted(items, key=key)
