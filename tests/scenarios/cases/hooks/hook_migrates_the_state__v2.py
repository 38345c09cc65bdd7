def after_reload(app):
    for ticket in app.tickets:
        ticket.setdefault("points", 2)


def render(app):
    return [(ticket["title"], ticket["points"]) for ticket in app.tickets]
