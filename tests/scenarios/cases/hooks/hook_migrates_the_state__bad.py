def after_reload(app):
    for ticket in app.tickets:
        ticket["points"] = 3
        del ticket["title"]
    app.tickets.clear()
    raise ValueError("cannot migrate")


def render(app):
    return [ticket["points"] for ticket in app.tickets]
