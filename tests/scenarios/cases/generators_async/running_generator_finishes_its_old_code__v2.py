def steps():
    yield "first 2"
    yield "second 2"
