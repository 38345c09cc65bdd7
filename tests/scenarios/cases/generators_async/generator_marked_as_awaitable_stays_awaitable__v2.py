import types


@types.coroutine
def nap():
    yield
    return 2


@types.coroutine
def rest(times=2):
    yield
    return times


async def both():
    return await nap(), await rest()
