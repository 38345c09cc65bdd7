def steps():
    yield "first 1"
    yield "second 1"
