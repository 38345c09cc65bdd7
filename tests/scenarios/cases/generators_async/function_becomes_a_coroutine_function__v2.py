async def load():
    return 2
