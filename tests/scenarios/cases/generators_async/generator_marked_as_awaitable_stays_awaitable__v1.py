import types


@types.coroutine
def nap():
    yield
    return 1


@types.coroutine
def rest(times=1):
    yield
    return times


async def both():
    return await nap(), await rest()
