def remember(item, seen=[]):
    seen.append(item)
    return -len(seen)
