"""The memento: shallow content of everything reachable, put back in place."""

from __future__ import annotations

import array
import collections
import dataclasses
import threading
import types
import weakref
from typing import Any

import pytest

from mulligan.errors import CaptureTorn, StateError
from mulligan.heap import Memento
from tests.support.state_photograph import photograph


class Box:
    """Anything goes."""

    def __init__(self, **attributes: Any) -> None:
        self.__dict__.update(attributes)


class Other:
    """Another class for instances to turn into."""


class Hostile:
    """Raises from every method that undo might be tempted to call."""

    def _no(self, *_: Any) -> Any:
        raise AssertionError("undo ran user code")

    __eq__ = __ne__ = __repr__ = __len__ = __iter__ = __getattribute__ = _no  # type: ignore[assignment]
    __setattr__ = __delattr__ = __deepcopy__ = __reduce_ex__ = __getstate__ = _no  # type: ignore[assignment]
    __hash__ = None  # type: ignore[assignment]


class HostileList(list[Any]):
    """A list whose overrides raise."""

    def _no(self, *_: Any) -> Any:
        raise AssertionError("undo ran user code")

    __iter__ = __len__ = __getitem__ = __setitem__ = __eq__ = copy = clear = append = extend = _no  # type: ignore[assignment]


class HostileDict(dict[Any, Any]):
    """A dictionary whose overrides raise."""

    def _no(self, *_: Any) -> Any:
        raise AssertionError("undo ran user code")

    __iter__ = __len__ = __getitem__ = __setitem__ = __delitem__ = __eq__ = _no  # type: ignore[assignment]
    copy = keys = items = values = update = clear = pop = _no  # type: ignore[assignment]


def test_dictionary_gets_its_values_and_its_order_back() -> None:
    """Keys deleted, changed and added meanwhile are undone, and keys come in the old order."""
    table = {"a": 1, "b": [2], "c": 3, "d": 4}
    inner, memento = table["b"], Memento.take([table])
    del table["a"]
    table["b"] = None  # type: ignore[assignment]
    table["e"] = 5
    memento.restore()
    assert list(table.items()) == [("a", 1), ("b", inner), ("c", 3), ("d", 4)]
    assert table["b"] is inner


def test_name_that_stays_is_never_missing_while_a_dictionary_is_put_back() -> None:
    """A thread that reads a kept key during restore always finds it."""
    table: dict[str, Any] = {f"k{number}": number for number in range(200)}
    memento = Memento.take([table])
    missing: list[str] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            missing.extend(key for key in ("k0", "k7", "k199") if key not in table)

    reader = threading.Thread(target=read)
    reader.start()
    for round_number in range(300):
        table["k7"] = object()
        table[f"extra{round_number}"] = 1
        memento.restore()
    stop.set()
    reader.join()
    assert missing == []


def test_ordered_dictionary_gets_its_order_back() -> None:
    """`move_to_end` and `popitem` are undone."""
    table = collections.OrderedDict(a=1, b=2, c=3)
    memento = Memento.take([table])
    table.move_to_end("a")
    table.popitem()
    memento.restore()
    assert list(table.items()) == [("a", 1), ("b", 2), ("c", 3)]
    assert list(reversed(table)) == ["c", "b", "a"]


def test_default_factory_and_counter_come_back() -> None:
    """What a defaultdict makes, and attributes of dictionary subclasses, are content too."""
    table, counter = collections.defaultdict(list), collections.Counter("abca")
    memento = Memento.take([table, counter])
    table.default_factory = None
    counter.update("zz")
    memento.restore()
    assert table.default_factory is list
    assert counter == {"a": 2, "b": 1, "c": 1}


@pytest.mark.parametrize(
    ("made", "spoil"),
    [
        ([1, [2]], lambda it: it.clear()),
        ({1, 2}, lambda it: it.add(3)),
        (collections.deque([1, 2], maxlen=3), lambda it: it.rotate()),
        (bytearray(b"abc"), lambda it: it.extend(b"d")),
        (array.array("d", [1.0, float("nan")]), lambda it: it.pop()),
        ({"a": (1, [2])}, lambda it: it["a"][1].append(3)),
        (Box(a=1), lambda it: it.__dict__.clear()),
        (types.SimpleNamespace(a=1), lambda it: setattr(it, "b", 2)),
    ],
)
def test_container_comes_back_in_place(made: Any, spoil: Any) -> None:
    """Each kind of container is the same object with the same content after restore, twice over."""
    before = photograph(made)
    memento = Memento.take([made])
    for _ in range(2):
        spoil(made)
        assert photograph(made) != before
        memento.restore()
        assert photograph(made) == before


def test_slots_come_back_and_empty_ones_are_emptied() -> None:
    """Slots of all base classes are restored, those that were empty included."""

    class Base:
        __slots__ = ("a", "b")

    class Child(Base):
        __slots__ = ("c",)

    target = Child()
    target.a, held = [1], [1]
    target.c = held
    memento = Memento.take([target])
    target.a, target.b = None, 2  # type: ignore[assignment]
    del target.c
    held.append(2)
    memento.restore()
    assert (target.a, target.c, hasattr(target, "b")) == ([1], [1], False)
    assert target.c is held


def test_class_and_dictionary_of_an_instance_come_back() -> None:
    """An instance that changed its class or had its `__dict__` replaced gets both back."""
    target = Box(a=1)
    table = target.__dict__
    memento = Memento.take([target])
    target.__dict__ = {"b": 2}
    target.__class__ = Other  # type: ignore[assignment]
    memento.restore()
    assert (type(target), target.__dict__) == (Box, {"a": 1})
    assert target.__dict__ is table


def test_closures_keep_their_cells_content() -> None:
    """`nonlocal` state of closures that state refers to is restored."""

    def counter() -> Any:
        count = 0

        def step() -> int:
            nonlocal count
            count += 1
            return count

        return step

    step = counter()
    step()
    memento = Memento.take([{"on_click": step}])
    step()
    step()
    memento.restore()
    assert step() == 2


def test_keys_whose_hash_depends_on_content_are_found_again() -> None:
    """Content is put back before the sets and dictionaries that hash it."""

    @dataclasses.dataclass(unsafe_hash=True)
    class Key:
        name: str

    key = Key("a")
    table, members = {key: 1}, {key}
    memento = Memento.take([table, members])
    key.name = "b"
    table.clear()
    members.clear()
    memento.restore()
    assert table[Key("a")] == 1
    assert Key("a") in members


def test_no_user_code_runs() -> None:
    """Overridden methods of instances and containers are neither called nor trusted."""
    hostile, items, table = object.__new__(Hostile), HostileList(), HostileDict()
    object.__getattribute__(hostile, "__dict__")["a"] = 1
    list.append(items, 1)
    dict.__setitem__(table, "a", 1)
    memento = Memento.take([hostile, items, table])
    object.__getattribute__(hostile, "__dict__")["a"] = 2
    list.append(items, 2)
    dict.__setitem__(table, "b", 2)
    memento.restore()
    assert object.__getattribute__(hostile, "__dict__") == {"a": 1}
    assert list.__getitem__(items, slice(None)) == [1]
    assert list(dict.items(table)) == [("a", 1)]


def test_locks_do_not_stop_it() -> None:
    """What shares an object with a lock is restored; the lock is left alone and named as opaque."""
    lock = threading.Lock()
    target = Box(lock=lock, items=[1])
    memento = Memento.take([target])
    lock.acquire()
    target.items.append(2)
    target.lock = None
    memento.restore()
    assert (target.items, target.lock, lock.locked()) == ([1], lock, True)
    assert memento.opaque == (lock,)


def test_weakly_held_objects_survive_until_the_undo() -> None:
    """A weak reference that comes back still leads to its object."""
    referent = Other()
    held: dict[str, Any] = {"ref": weakref.ref(referent)}
    memento = Memento.take([held])
    held.clear()
    del referent
    memento.restore()
    assert isinstance(held["ref"](), Other)


def test_stopped_objects_are_left_alone() -> None:
    """An object given as `stop`, and what only it refers to, keeps its changes."""
    private = [1]
    app = Box(private=private)
    shared = [1]
    memento = Memento.take([[app, shared]], stop=[app])
    private.append(2)
    shared.append(2)
    memento.restore()
    assert (private, shared) == ([1, 2], [1])


def test_deep_structures_need_no_recursion() -> None:
    """Two hundred thousand levels are saved and restored."""
    deep: list[Any] = [0]
    bottom = deep
    for _ in range(200_000):
        deep = [deep]
    memento = Memento.take([deep])
    bottom.append(1)
    memento.restore()
    assert bottom == [0]


def _module(name: str, source: str) -> types.ModuleType:
    module = types.ModuleType(name)
    exec(source, module.__dict__)
    return module


def test_data_functions_and_classes_of_modules_are_covered() -> None:
    """Module data, defaults, function attributes and class attributes of hot modules come back."""
    module = _module(
        "hot_for_memento",
        "DATA = [1]\n"
        "def f(a=[1], *, b=2): ...\n"
        "class C:\n    pool = []\n    limit = 3\n    def m(self): ...\n",
    )
    memento = Memento.take([], modules=[module])
    method = module.C.m
    module.DATA.append(2)
    module.f.__defaults__[0].append(2)
    module.f.__defaults__ = ()
    module.f.__kwdefaults__["b"] = 9
    module.f.count = 1
    module.C.pool.append(1)
    module.C.limit = 4
    module.C.extra = 5
    del module.C.m
    memento.restore()
    assert (module.DATA, module.f.__defaults__, module.f.__kwdefaults__) == ([1], ([1],), {"b": 2})
    assert (module.f.__dict__, module.C.pool, module.C.limit) == ({}, [], 3)
    assert module.C.m is method
    assert not hasattr(module.C, "extra")


def test_names_of_modules_are_not_its_business() -> None:
    """A module's namespace itself stays as it is; the engine undoes that."""
    module = _module("hot_for_names", "K = 1\n")
    memento = Memento.take([], modules=[module])
    module.K, module.NEW = 2, 3
    memento.restore()
    assert (module.K, module.NEW) == (2, 3)


def test_classes_outside_the_modules_are_left_alone() -> None:
    """Class attributes of a class that no hot module defines keep their changes."""
    target = Box()
    memento = Memento.take([target])
    Box.shared = [1]  # type: ignore[attr-defined]
    memento.restore()
    assert Box.shared == [1]  # type: ignore[attr-defined]
    del Box.shared  # type: ignore[attr-defined]


def test_container_that_changes_during_every_attempt_is_refused() -> None:
    """Persistent changes by other threads end in CaptureTorn, which says what to do."""
    from mulligan.heap.tearing import retry_when_torn

    def torn() -> None:
        raise RuntimeError("dictionary changed size during iteration")

    with pytest.raises(CaptureTorn, match="hold HotReloader"):
        retry_when_torn(torn)


def test_what_cannot_be_put_back_is_said_and_does_not_stop_the_rest() -> None:
    """One failing object is named in the error; everything else is restored."""
    data, items = bytearray(b"abc"), [1]
    memento = Memento.take([data, items])
    data += b"more"
    items.append(2)
    with memoryview(data), pytest.raises(StateError, match="bytearray"):
        memento.restore()
    assert items == [1]
