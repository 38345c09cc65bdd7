"""The fast pickler writes what dill's own pickler writes, as far as a reader can tell."""

from __future__ import annotations

from typing import Any

import dill
from hypothesis import given, settings

from mulligan.snapshot.pickler import fast_dumps
from mulligan.snapshot.writing import Writer
from tests.support import state_graphs as graphs
from tests.support.state_photograph import shape

EXAMPLES = settings(max_examples=100, deadline=None)


class Stranger:
    """An app that no graph refers to."""


@EXAMPLES
@given(graphs.specs)
def test_fast_pickler_agrees_with_dill(nodes: list[graphs.Spec]) -> None:
    """Both payloads, read by dill, give graphs of the same shape, closures and cycles included."""
    made = graphs.build(nodes)
    fast = dill.loads(fast_dumps(made, Stranger(), {}))
    slow = dill.loads(dill.dumps(made, protocol=5))
    assert shape(*fast) == shape(*made)
    assert _without_functions(shape(*slow)) == _without_functions(shape(*made))


def _without_functions(form: list[tuple[object, ...]]) -> object:
    """dill numbers cells and attributes of functions in its own order; leave those graphs out."""
    return form if not any("function" in entry for entry in form) else None


@EXAMPLES
@given(graphs.specs)
def test_slow_pickler_agrees_with_the_fast_one(nodes: list[graphs.Spec]) -> None:
    """The fallback on dill's pickler, with the same reducers, writes the same graph."""
    made = graphs.build(nodes)
    writer: Any = Writer(Stranger(), {}, objects=100)
    slow = dill.loads(writer._write_slowly(made, ValueError()))
    assert shape(*slow) == shape(*made)


def test_payload_does_not_depend_on_what_was_written_before() -> None:
    """The same values give the same bytes, so that an unchanged payload is stored once."""
    made = [{"a": [1, (2, 3)]}, lambda: 1, Stranger()]
    assert fast_dumps(made, Stranger(), {}) == fast_dumps(made, Stranger(), {})


def test_cell_that_holds_none_is_not_empty() -> None:
    """None in a cell is content; an empty cell stays empty."""
    nothing = None

    def reads() -> Any:
        return nothing, missing

    if not reads:
        missing = 1
    read: Any = dill.loads(fast_dumps([reads, reads.__closure__], Stranger(), {}))
    (function, cells) = read
    assert [cell is own for cell, own in zip(cells, function.__closure__, strict=True)] == [True, True]
    contents = dict(zip(function.__code__.co_freevars, cells, strict=True))
    assert contents["nothing"].cell_contents is None
    assert repr(contents["missing"]).endswith("empty>")
    alone: Any = dill.loads(fast_dumps(reads.__closure__, Stranger(), {}))
    assert [repr(cell).endswith("empty>") for cell in alone] == [
        repr(cell).endswith("empty>") for cell in reads.__closure__ or ()
    ]


def test_unusual_values_are_written() -> None:
    """Views, proxies, properties, caches and types without a name of their own can be read back."""
    import functools
    import types

    table = {"a": [1]}
    values = [
        table, table.keys(), table.values(), types.MappingProxyType(table), property(lambda self: 3),
        staticmethod(len), functools.lru_cache(maxsize=3)(lambda: 4), type(None),
        types.FunctionType, type(...),
    ]  # fmt: skip
    read: Any = dill.loads(fast_dumps(values, Stranger(), {}))
    assert (list(read[1]), list(read[2]), dict(read[3])) == (["a"], [[1]], table)
    assert read[4].fget(None) == 3
    assert (read[6](), read[6].cache_parameters()["maxsize"]) == (4, 3)
    assert read[7:] == values[7:]
