clicks = 0


def click():
    global clicks
    clicks += 1
    return clicks
