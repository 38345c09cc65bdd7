LIMITS = {"low": 1}


def limit(name="high"):
    return LIMITS[name]


CHECKED = limit()
