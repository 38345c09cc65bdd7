from contextlib import asynccontextmanager


@asynccontextmanager
async def session():
    yield 1
