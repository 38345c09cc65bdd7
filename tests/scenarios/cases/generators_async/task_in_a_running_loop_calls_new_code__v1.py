import asyncio


def tick():
    return 1


async def main(log, gate):
    while True:
        await gate.get()
        log.append(tick())
