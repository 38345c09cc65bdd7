LIMITS = {"low": 1, "high": 2}


def limit(name="high"):
    return LIMITS[name]


CHECKED = limit()
