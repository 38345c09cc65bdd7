class Pool:
    items = ["kept"]
    options = {"size": 1}


def remember(item, seen=["kept"], *, notes={"kept": True}):
    seen.append(item)
    return seen


remember.calls = ["kept"]


def make_log():
    lines = ["kept"]

    def log():
        return lines

    return log


log = make_log()
Pool.items.append("from the edit")
Pool.options.clear()
remember("from the edit")
remember.__kwdefaults__["notes"].clear()
remember.extra = "from the edit"
log().append("from the edit")
raise LookupError("after the hidden state")
