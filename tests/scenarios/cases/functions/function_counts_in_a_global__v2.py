clicks = 0


def click():
    global clicks
    clicks += 10
    return clicks
