"""Captures to payloads and back."""

from __future__ import annotations

import abc
import collections
import dataclasses
import enum
import functools
import sys
import types
from pathlib import Path
from typing import Any, NamedTuple

import dill
import pytest

from mulligan.errors import RestoreRefused
from mulligan.heap import StateCapture, capture, pour_loaded
from mulligan.snapshot import EncodedSnapshot, decode, encode
from mulligan_store.records import SnapshotGroup


class App:
    """An app with whatever attributes a test gives it."""

    def __init__(self, **attributes: Any) -> None:
        self.__dict__.update(attributes)

    def on_click(self) -> App:
        """A callback bound to the app."""
        return self


class Colour(enum.Enum):
    """An importable enum."""

    RED = 1


@dataclasses.dataclass
class Ticket:
    """An importable dataclass."""

    name: str


class Place(NamedTuple):
    """An importable named tuple."""

    x: int


class Singleton:
    """Reduces to a name in its module."""

    def __reduce__(self) -> str:
        return "THE_ONE"


THE_ONE = Singleton()


def module_function() -> int:
    """An importable function."""
    return 1


@functools.lru_cache
def cached_function() -> int:
    """An importable function with a cache."""
    return 1


def taken(app: App, *, live: tuple[str, ...] = ()) -> StateCapture:
    """Capture everything that is not live."""
    return capture(app, [key for key in vars(app) if key not in live], live_keys=live)


def roundtrip(app: App, *, live: tuple[str, ...] = ()) -> Any:
    """What a restart would read."""
    encoded = encode(taken(app, live=live))
    assert [summary.reason for summary in encoded.keys] == [None] * len(encoded.keys)
    return decode(encoded.groups, app=app, live_values={key: getattr(app, key) for key in live})


def stored(encoded: EncodedSnapshot) -> dict[str, str]:
    """Key -> how it is stored."""
    return {summary.key: summary.stored for summary in encoded.keys}


def test_plain_state_comes_back_equal() -> None:
    """Values of every plain type are read as they were written."""
    app = App(
        number=1, text="ä\ud800", data=b"x", path=Path("a/b"), colour=Colour.RED, place=Place(1),
        nothing=None,
        rows=[{"id": 1, "tags": {"a"}}], last=collections.deque([1], maxlen=2), ticket=Ticket("a"),
        order=collections.OrderedDict(a=1), many=collections.Counter("aab"),
        groups=collections.defaultdict(list),
    )  # fmt: skip
    read = roundtrip(app)
    assert read == vars(app)
    assert read["last"].maxlen == 2
    assert read["groups"].default_factory is list


def test_payload_is_readable_by_dill() -> None:
    """Every payload is a dictionary of the group's keys that `dill.loads` can read."""
    encoded = encode(taken(App(a=1, b=[lambda: 2])))
    for group in encoded.groups:
        assert tuple(dill.loads(group.payload)) == group.keys


def test_aliases_between_keys_survive() -> None:
    """Keys that share an object are written together, so it is one object again."""
    ticket = Ticket("a")
    read = roundtrip(App(tickets=[ticket], selected=ticket, by_name={"a": ticket}, apart=[1]))
    assert read["tickets"][0] is read["selected"] is read["by_name"]["a"]


def test_closures_share_their_state_with_the_rest() -> None:
    """A closure that is read works on the list that is read; cells stay shared; recursion holds."""

    def make(items: list[int]) -> Any:
        count = 0

        def add() -> int:
            nonlocal count
            count += 1
            items.append(count)
            return count if count > 2 else add()

        return add, lambda: count

    app = App(items=[], functions=None)
    app.functions = make(app.items)
    read = roundtrip(app)
    add, count = read["functions"]
    assert add() == 3
    assert (read["items"], count(), app.items) == ([1, 2, 3], 3, [])


def test_functions_by_value_keep_what_they_carry() -> None:
    """Defaults, keyword defaults, attributes, documentation and module globals are there."""

    def local(a: int = 1, *, b: tuple[int, ...] = (2,)) -> Any:
        """Says so."""
        return a, b, module_function()

    local.count = [3]  # type: ignore[attr-defined]
    read = roundtrip(App(local=local))["local"]
    assert read() == (1, (2,), 1)
    assert (read.count, read.__doc__, read.__qualname__) == ([3], "Says so.", local.__qualname__)
    assert read.__globals__ is globals()


def test_wrapper_of_another_module_s_decorator_is_written_by_value() -> None:
    """A wrapper claims the wrapped function's module; its globals are found all the same."""
    from contextlib import contextmanager

    @contextmanager
    def opened() -> Any:
        yield 5

    with roundtrip(App(opened=opened))["opened"]() as value:
        assert value == 5


def test_what_has_a_name_keeps_its_identity() -> None:
    """Importable functions, classes, enum members, modules and singletons are the same objects again."""
    named = [module_function, cached_function, Ticket, Colour.RED, types, THE_ONE, len, Ticket.__init__]
    read = roundtrip(App(named=named))["named"]
    assert all(one is other for one, other in zip(read, named, strict=True))


def test_classes_of_main_keep_their_identity(monkeypatch: pytest.MonkeyPatch) -> None:
    """A class of `__main__` is written by name: no second class of the same name appears."""
    main = sys.modules["__main__"]

    class Model:
        """Pretends to be defined in the script."""

    Model.__module__, Model.__qualname__ = "__main__", "Model"
    monkeypatch.setattr(main, "Model", Model, raising=False)
    read = roundtrip(App(model=Model(), cls=Model, more=[lambda: 1]))
    assert type(read["model"]) is Model
    assert read["cls"] is Model


def test_local_classes_keep_their_identity_in_the_same_process() -> None:
    """Reading back gives instances of the class that lives, not of a clone of it."""

    class Base(abc.ABC):
        limit = 3

        @abc.abstractmethod
        def value(self) -> int: ...

    @dataclasses.dataclass
    class Local(Base):
        number: int = 1

        def value(self) -> int:
            return self.number + super().limit

        @property
        def twice(self) -> int:
            return 2 * self.value()

    class Kind(enum.Enum):
        ONE = 1

        def label(self) -> str:
            return self.name

    read = roundtrip(App(local=Local(4), cls=Local, kind=Kind.ONE, slots=collections.namedtuple("P", "x")(1)))
    assert type(read["local"]) is Local
    assert read["local"].twice == 14
    assert (read["cls"], read["kind"]) == (Local, Kind.ONE)
    assert read["slots"].x == 1


def test_local_classes_are_made_anew_in_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A local class travels with its methods, properties, slots and `super()` calls."""
    from mulligan.snapshot import rebuild

    @dataclasses.dataclass(slots=True)
    class Local:
        number: int = 1

        def value(self) -> int:
            return self.number

    class Kind(enum.Enum):
        ONE = 1

        def label(self) -> str:
            return f"<{self.name}>"

    app = App(local=Local(4), kind=Kind.ONE)
    encoded = encode(taken(app))
    monkeypatch.setattr(rebuild, "local_classes", type(rebuild.local_classes)())
    monkeypatch.setattr(rebuild, "filled", set())
    read: Any = decode(encoded.groups, app=app)
    assert type(read["local"]) is not Local
    assert (read["local"].value(), read["kind"].label()) == (4, "<ONE>")
    assert not hasattr(read["local"], "__dict__")


def test_app_and_live_values_are_written_as_references() -> None:
    """A callback bound to the app leads to the running app, a reference to a live value to that."""
    import threading

    app = App(canvas=threading.Lock(), pool=[1])
    app.callbacks = [app.on_click, lambda: app]
    app.users = {"canvas": app.canvas, "pool": app.pool}
    encoded = encode(taken(app, live=("canvas", "pool")))
    assert set(stored(encoded).values()) == {"snapshot"}
    other = App(canvas=threading.Lock(), pool=[2])
    read: Any = decode(encoded.groups, app=other, live_values={"canvas": other.canvas, "pool": other.pool})
    assert read["callbacks"][0]() is read["callbacks"][1]() is other
    assert read["users"]["canvas"] is other.canvas
    assert read["users"]["pool"] is other.pool


def test_references_are_inert_where_there_is_no_app() -> None:
    """A payload can be read without an app; what stood for it is a placeholder."""
    app = App()
    app.callbacks = [app]
    (group,) = encode(taken(app)).groups
    assert repr(dill.loads(group.payload)["callbacks"]) == "[AppReference()]"


def test_name_that_is_gone_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the class, and what to do about it."""
    app = App(ticket=Ticket("a"))
    encoded = encode(taken(app))
    monkeypatch.delitem(globals(), "Ticket")
    with pytest.raises(
        RestoreRefused, match=r"test_encode_and_decode\.Ticket, which does not exist any more"
    ):
        decode(encoded.groups, app=app)


def test_damaged_group_is_refused_with_its_keys() -> None:
    """Whatever unpickling raises becomes one error that names the keys."""
    with pytest.raises(RestoreRefused, match="the state keys a, b cannot be read back"):
        decode([SnapshotGroup(("a", "b"), b"\x80\x05nonsense")], app=None)


@pytest.mark.parametrize("depth", [100, 10_000, 200_000])
def test_depth_is_written_or_said(depth: int) -> None:
    """No depth crashes; what is too deep to write stays in memory with that reason."""
    deep: Any = []
    for _ in range(depth):
        deep = [deep]
    encoded = encode(capture(App(deep=deep, flat=1), ["deep", "flat"]))
    kept = {summary.key: summary.reason for summary in encoded.keys}
    assert kept["flat"] is None
    assert kept["deep"] in (None, "app.deep: nested too deeply to write")
    if depth <= 10_000:
        level: Any = decode(encoded.groups, app=None)["deep"]
        for _ in range(depth):
            (level,) = level
        assert level == []


def test_group_loses_only_the_key_that_cannot_be_written() -> None:
    """Keys that share objects with an unwritable one are still written together."""

    class Refuses:
        def __deepcopy__(self, memo: object) -> Any:
            return self

        def __reduce__(self) -> Any:
            raise TypeError("not on disk")

    shared = [1]
    app = App(bad=[shared, {"x": Refuses()}], good=[shared], also=(shared,))
    encoded = encode(taken(app))
    assert stored(encoded) == {"bad": "memory only", "good": "snapshot", "also": "snapshot"}
    reason = encoded.keys[0].reason
    assert reason is not None
    assert reason.startswith("app.bad[1]['x']: a ")
    assert reason.endswith("Refuses cannot be written (TypeError: not on disk)")
    read: Any = decode(encoded.groups, app=app)
    assert read["good"][0] is read["also"][0]


def test_summary_says_where_each_key_is() -> None:
    """Type, length, bytes, group and a short repr are known without unpickling."""
    encoded = encode(taken(App(rows=[1, 2, 3], name="x")))
    rows, name = encoded.keys
    assert (rows.key, rows.type, rows.length, rows.repr) == ("rows", "list", 3, "[1, 2, 3]")
    assert rows.stored == "snapshot"
    assert rows.group is not None
    assert encoded.groups[rows.group].keys == ("rows",)
    assert rows.bytes == len(encoded.groups[rows.group].payload)
    assert name.group != rows.group


def test_poured_roundtrip_restores_the_app() -> None:
    """Capture, encode, decode and pour bring the app back into its own objects."""
    app = App(tickets=[Ticket("a")], step=None)

    def counter() -> Any:
        count = 0

        def step() -> int:
            nonlocal count
            count += 1
            return count

        return step

    app.step = counter()
    step, ticket, encoded = app.step, app.tickets[0], encode(taken(app))
    step()
    ticket.name = "changed"
    app.tickets.clear()
    pour_loaded(app, decode(encoded.groups, app=app))
    assert app.tickets == [Ticket("a")]
    assert app.step is step
    assert step() == 1
