def render():
    from theme import WIDTH

    return WIDTH
