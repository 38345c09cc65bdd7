"""Generators and coroutines: what runs to its end as it was, and what is new."""

from __future__ import annotations

import asyncio
import inspect
from typing import Any

from tests.support.engine_cases import Edit


def test_running_generator_finishes_its_old_code(edit: Edit) -> None:
    """A generator that has begun finishes with the code it began with; the next one is new."""
    make = edit.app.make = edit.module.steps
    begun_with = 1
    begun = make()
    next(begun)
    for version in edit.versions():
        assert next(begun) == f"second {begun_with}"
        assert list(make()) == [f"first {version}", f"second {version}"]
        begun, begun_with = make(), version
        next(begun)


def test_edited_coroutine_function_is_new_when_called(edit: Edit) -> None:
    """An async function held elsewhere is the new one when it is called next."""
    load = edit.app.load = edit.module.load
    for version in edit.versions():
        assert asyncio.run(load()) == version
        assert edit.module.load is load


def test_started_coroutine_finishes_its_old_code(edit: Edit) -> None:
    """A coroutine that waits while the edit arrives finishes with its old code."""
    load = edit.app.load = edit.module.load
    with asyncio.Runner() as runner:

        async def start() -> tuple[asyncio.Event, asyncio.Task[int]]:
            gate = asyncio.Event()
            task = asyncio.create_task(load(gate))
            await asyncio.sleep(0)
            return gate, task

        async def finish(gate: asyncio.Event, task: asyncio.Task[int]) -> int:
            gate.set()
            return await task

        begun_with, begun = 1, runner.run(start())
        for version in edit.versions():
            assert runner.run(finish(*begun)) == begun_with
            begun_with, begun = version, runner.run(start())
        assert runner.run(finish(*begun)) == 2


def test_async_generator_is_new_when_called(edit: Edit) -> None:
    """An async generator function is the new one when it is called next."""
    rows = edit.app.rows = edit.module.rows

    async def collect() -> list[int]:
        return [row async for row in rows()]

    for version in edit.versions():
        assert asyncio.run(collect()) == [version]


def test_async_context_manager_is_new_when_entered(edit: Edit) -> None:
    """An async context manager held elsewhere is the new one when it is entered next."""
    session = edit.app.session = edit.module.session

    async def enter() -> int:
        async with session() as value:
            return int(value)

    for version in edit.versions():
        assert asyncio.run(enter()) == version


def test_entered_context_manager_leaves_by_its_old_code(edit: Edit) -> None:
    """A context manager entered before the edit is left by the code that entered it."""
    log: list[str] = []
    entered_with, manager = 1, edit.module.group(log)
    manager.__enter__()
    for version in edit.versions():
        manager.__exit__(None, None, None)
        assert log[-1] == f"closed {entered_with}"
        entered_with, manager = version, edit.module.group(log)
        manager.__enter__()
    manager.__exit__(None, None, None)


def test_function_becomes_a_generator(edit: Edit) -> None:
    """A function whose new body yields returns a generator, wherever the function is held."""
    rows = edit.app.rows = edit.module.rows
    for version in edit.versions():
        assert list(rows()) == [version]
        assert inspect.isgeneratorfunction(rows) == (version == 2)


def test_function_becomes_a_coroutine_function(edit: Edit) -> None:
    """A function that becomes `async` returns a coroutine, wherever the function is held."""
    load = edit.app.load = edit.module.load

    async def call() -> Any:
        result = load()
        return await result if inspect.isawaitable(result) else result

    for version in edit.versions():
        assert asyncio.run(call()) == version
        assert edit.module.load is load


def test_generator_held_as_a_global_keeps_its_place(edit: Edit) -> None:
    """A generator held as a global is not started again by an unrelated edit."""
    assert [edit.module.take(), edit.module.take()] == [0, 1]
    expected = 2
    for version in edit.versions():
        assert edit.module.take() == expected * {1: 1, 2: 100}[version]
        expected += 1


def test_generator_method_serves_old_instances(edit: Edit) -> None:
    """A generator method is the new one on instances made before."""
    tree = edit.app.tree = edit.module.Tree([1, 2])
    for version in edit.versions():
        assert list(tree.walk()) == {1: [1, 2], 2: [2, 1]}[version]


def test_task_in_a_running_loop_calls_new_code(edit: Edit) -> None:
    """A task that loops for ever calls the new functions without being started again."""
    log: list[int] = []
    with asyncio.Runner() as runner:

        async def start() -> tuple[asyncio.Queue[None], asyncio.Task[None]]:
            gate: asyncio.Queue[None] = asyncio.Queue()
            return gate, asyncio.create_task(edit.module.main(log, gate))

        async def step(gate: asyncio.Queue[None]) -> None:
            gate.put_nowait(None)
            for _ in range(5):
                await asyncio.sleep(0)

        gate, task = runner.run(start())
        for version in edit.versions():
            runner.run(step(gate))
            assert log[-1] == version
        assert log == [1, 2, 1, 2]
        task.cancel()


def test_generator_made_by_an_edited_expression(edit: Edit) -> None:
    """A generator expression inside a function is the new one at the next call."""
    evens = edit.app.evens = edit.module.evens
    for version in edit.versions():
        assert list(evens([1, 2])) == {1: [2], 2: [20]}[version]


def test_generator_marked_as_awaitable_stays_awaitable(edit: Edit) -> None:
    """A generator that `types.coroutine` made awaitable stays the same function, and awaitable."""
    module, held = edit.module, (edit.module.nap, edit.module.rest)
    for version in edit.versions():
        assert asyncio.run(module.both()) == (version, version)
        assert (module.nap, module.rest) == held
