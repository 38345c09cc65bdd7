import asyncio


def tick():
    return 2


async def main(log, gate):
    while True:
        await gate.get()
        log.append(tick())
