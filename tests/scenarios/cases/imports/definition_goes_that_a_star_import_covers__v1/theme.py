def paint():
    return "quick"
