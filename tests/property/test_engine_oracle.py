"""Random edits of random modules, compared with a fresh import and with a photograph.

Invariant: after a good edit the hot modules behave like a fresh import of the same text, but for data that
no edit touched; after a broken or undone one nothing differs, object by object.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import itertools
import os
import sys
import tempfile
import types
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from tests.support import engine_random
from tests.support.engine_harness import HotModules
from tests.support.engine_photograph import Photograph
from tests.support.engine_random import World

EXAMPLES = int(os.environ.get("MULLIGAN_PROPERTY_EXAMPLES", "25"))
EDITS = 8
NUMBERS = itertools.count()


class Drawn:
    """Random choices out of hypothesis, so that a failure shrinks."""

    def __init__(self, data: st.DataObject) -> None:
        self._data = data

    def number(self, limit: int) -> int:
        """A number below `limit`."""
        return self._data.draw(st.integers(0, limit - 1))


class Play:
    """Two hot modules on disk, their world, and what is held of them elsewhere."""

    def __init__(self, world: World, folder: Path) -> None:
        number = next(NUMBERS)
        self.names = (f"oracle_first_{number}", f"oracle_second_{number}")
        self.folder = folder
        self.world = world
        self.app = types.SimpleNamespace(instances={}, closures={}, functions={}, members={}, records={})
        self.lists: dict[tuple[int, str], list[object]] = {}
        self.write(self.texts())
        self.modules = [importlib.import_module(name) for name in self.names]
        self.hot = HotModules(self.modules, self.app)

    def texts(self) -> tuple[str, str]:
        """The texts of the present world."""
        return self.world.texts(self.names[0])

    def write(self, texts: tuple[str, str]) -> None:
        """Save both files, and show them if the example fails."""
        for name, text in zip(self.names, texts, strict=True):
            (self.folder / f"{name}.py").write_text(text, encoding="utf-8")
            note(f"--- {name}\n{text}")

    def photograph(self) -> Photograph:
        """Everything as it is now."""
        return Photograph(self.modules, self.app, self.folder)

    def hold(self) -> None:
        """Hold an instance, a closure and a function of each name, and mutate every list, as an app would."""
        for which, module in enumerate(self.modules):
            for item in self.world.items(which):
                key, thing = (which, item.name), getattr(module, item.name)
                if item.kind == "class":
                    self.app.instances.setdefault(key, thing())
                elif item.kind == "enum":
                    self.app.members.setdefault(key, thing.ONE)
                elif item.kind == "dataclass":
                    self.app.records.setdefault(key, thing(7))
                elif item.kind == "maker":
                    self.app.closures.setdefault(key, (thing(7)))
                elif item.kind in engine_random.FUNCTION_KINDS:
                    self.app.functions.setdefault(key, thing)
                elif item.kind == "list":
                    thing.append("at run time")
                    self.lists[key] = thing

    def forget(self, before: World) -> None:
        """Let go of what the edit removed: a name that comes again is another one."""
        for which in (0, 1):
            names = {item.name for item in self.world.items(which)}
            for item in before.items(which):
                if item.name not in names:
                    for held in (*vars(self.app).values(), self.lists):
                        held.pop((which, item.name), None)


def fresh(play: Play) -> list[ModuleType]:
    """Both modules imported anew from the present texts, beside those that live."""
    live = {name: sys.modules[name] for name in play.names}
    modules = []
    try:
        for name, text in zip(play.names, play.texts(), strict=True):
            module = types.ModuleType(name)
            sys.modules[name] = module
            exec(compile(text, str(play.folder / f"{name}.py"), "exec", dont_inherit=True), module.__dict__)
            modules.append(module)
    finally:
        sys.modules.update(live)
    return modules


def assert_like_fresh(play: Play, before: World) -> None:
    """The live modules are what a fresh import is, but for lists whose statement did not change."""
    for which, (live, new) in enumerate(zip(play.modules, fresh(play), strict=True)):
        assert _names(live) == _names(new)
        untouched = {item.name: item for item in before.items(which)}
        for item in play.world.items(which):
            key, mine, other = (which, item.name), getattr(live, item.name), getattr(new, item.name)
            if item.kind == "list" and _same_list(untouched.get(item.name), item):
                assert mine is play.lists[key], item
            elif item.kind in ("list", "constant"):
                assert mine == other, item
            elif item.kind == "enum":
                _assert_enum_like(play.app.members.get(key, mine.ONE), mine, other)
            elif item.kind == "dataclass":
                _assert_record_like(play.app.records.get(key, mine(7)), mine, other)
            elif item.kind == "class":
                _assert_class_like(mine, other)
                _assert_instance_like(play.app.instances.get(key, mine()), mine, other)
            else:
                _assert_function_like(mine, other)
                _assert_held_like(play, key, mine, other)
                assert item.kind != "registered" or live.REGISTRY[item.name]() == other()
        for name in play.world.imported if which else ():
            assert getattr(live, name) is getattr(play.modules[0], name), name


def _names(module: ModuleType) -> set[str]:
    return {name for name in vars(module) if not name.startswith("__")}


def _same_list(before: engine_random.Item | None, now: engine_random.Item) -> bool:
    return before is not None and before.value == now.value


def _assert_function_like(mine: Any, other: Any) -> None:
    assert type(mine) is type(other)
    assert inspect.signature(mine) == inspect.signature(other)
    for one, another in ((mine, other), (inspect.unwrap(mine), inspect.unwrap(other))):
        if inspect.isfunction(one):
            assert one.__code__ == another.__code__
            assert one.__code__.co_firstlineno == another.__code__.co_firstlineno
            assert (one.__defaults__, one.__qualname__) == (another.__defaults__, another.__qualname__)


def _assert_held_like(play: Play, key: tuple[int, str], mine: Any, other: Any) -> None:
    """Functions and closures held since before the edit do what the fresh ones do."""
    if key in play.app.closures:
        assert play.app.closures[key](1) == other(7)(1)
        assert mine(3)() == other(3)()
    elif key in play.app.functions:
        assert play.app.functions[key]() == mine() == other()


def _assert_enum_like(held: Any, mine: Any, other: Any) -> None:
    assert held is mine.ONE
    assert [(member.name, member.value) for member in mine] == [(each.name, each.value) for each in other]
    assert all(mine(member.value) is member for member in mine)


def _assert_record_like(held: Any, mine: Any, other: Any) -> None:
    """An old record has the fields of the new class, and the values that it had."""
    assert isinstance(held, mine)
    names = [[field.name for field in dataclasses.fields(cls)] for cls in (held, other)]
    assert names[0] == names[1]
    assert held.size == 7
    assert repr(mine(8)) == repr(other(8))
    assert inspect.signature(mine) == inspect.signature(other)
    assert dataclasses.asdict(held)["size"] == 7


def _assert_class_like(mine: type, other: type) -> None:
    names = {"draw", "width", "size", "items"}
    assert names <= set(vars(mine))
    for name in ("draw", "width"):
        codes = [getattr(vars(cls)[name], "fget", vars(cls)[name]).__code__ for cls in (mine, other)]
        assert codes[0] == codes[1]
    assert [base.__name__ for base in mine.__mro__] == [base.__name__ for base in other.__mro__]


def _assert_instance_like(held: Any, mine: Any, other: Any) -> None:
    assert isinstance(held, mine)
    twin = other()
    assert (held.draw(), held.width, held.size) == (twin.draw(), twin.width, twin.size)


def make_good_edit(play: Play, chance: Drawn) -> None:
    """Apply one to three edits at once; sometimes undo them, as a failed trial does."""
    before = play.world
    for _ in range(1 + chance.number(3)):
        play.world = engine_random.edited(play.world, chance)
    photograph = play.photograph()
    play.write(play.texts())
    edit = play.hot.reload()
    play.forget(before)
    assert_like_fresh(play, before)
    if chance.number(4) == 0:
        edit.undo()
        play.world = before
    else:
        edit.change.keep()
        return
    assert_nothing_differs(photograph, play)


def make_bad_edit(play: Play, chance: Drawn) -> None:
    """Try an edit that must fail."""
    world = play.world
    for _ in range(chance.number(3)):
        world = engine_random.edited(world, chance)
    photograph = play.photograph()
    play.write(engine_random.broken(world.texts(play.names[0]), chance))
    failed = False
    try:
        play.hot.reload()
    except (Exception, SystemExit):
        failed = True
    assert failed
    assert_nothing_differs(photograph, play)


def assert_nothing_differs(photograph: Photograph, play: Play) -> None:
    """Everything is as in the photograph."""
    differences = photograph.differences(play.photograph())
    assert not differences, "\n".join(differences)


@pytest.mark.timeout(180 + 2 * EXAMPLES)
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.data())
def test_edits_end_like_a_fresh_import_or_like_nothing(data: st.DataObject) -> None:
    """A good edit ends like a fresh import with untouched data kept, a broken or undone one like nothing."""
    chance = Drawn(data)
    writes_bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    with tempfile.TemporaryDirectory() as name:
        sys.path.insert(0, name)
        try:
            play = Play(engine_random.first_world(chance), Path(name))
            for _ in range(EDITS):
                play.hold()
                (make_bad_edit if chance.number(3) == 0 else make_good_edit)(play, chance)
        finally:
            sys.path.remove(name)
            sys.dont_write_bytecode = writes_bytecode
            for module in [each for each in sys.modules if each.startswith("oracle_")]:
                del sys.modules[module]
    assert play.world.counter >= 3
