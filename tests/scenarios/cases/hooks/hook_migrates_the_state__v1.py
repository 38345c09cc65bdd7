def render(app):
    return [ticket["title"] for ticket in app.tickets]
