def render(:
    return 3
