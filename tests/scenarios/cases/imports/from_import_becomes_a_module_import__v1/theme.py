def paint():
    return "painted"
