APPS = []


def use(app):
    APPS.append(app)


app = APPS[0]
app.items.append("from the edit")
app.table.clear()
app.tags.add("from the edit")
app.nested[0]["a"].reverse()
app.title = "from the edit"
del app.size
raise LookupError("after the app")
