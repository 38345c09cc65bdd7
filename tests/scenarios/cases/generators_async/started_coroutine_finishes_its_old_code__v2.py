async def load(gate):
    await gate.wait()
    return 2
