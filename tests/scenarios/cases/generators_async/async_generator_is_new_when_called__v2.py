async def rows():
    yield 2
