def paint(brush="thin"):
    return 2 if brush == "thick" else 0
