LIMITS = {"low": 1}


def limit(name="low"):
    return LIMITS[name]
