"""Pouring random loaded states into random living ones: content as loaded, identity as it was."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from mulligan import heap
from tests.support import state_graphs as graphs
from tests.support.state_photograph import photograph, shape

EXAMPLES = settings(max_examples=150, deadline=None)
AT_ONCE = st.sampled_from([1, 2, 32])


@dataclasses.dataclass
class Row:
    """An entity with an attribute dictionary."""

    id: int
    cells: list[Any]


@dataclasses.dataclass(slots=True)
class SlottedRow:
    """An entity with slots."""

    uid: int
    cells: list[Any]


class KeyedRow:
    """An entity whose identifier is no dataclass field."""

    def __init__(self, key: int, cells: list[Any]) -> None:
        self.key = key
        self.cells = cells


def mapping_row(identifier: int, cells: list[Any]) -> dict[str, Any]:
    """An entity that is a dictionary."""
    return {"name": f"row {identifier}", "cells": cells}


ROW_MAKERS: tuple[Any, ...] = (Row, SlottedRow, KeyedRow, mapping_row)
row_makers = st.sampled_from(ROW_MAKERS)
identifiers = st.lists(st.integers(0, 60), unique=True, max_size=40)
lists = st.integers(0, 5)
sharing = st.lists(st.tuples(row_makers, lists, lists), max_size=40)


@contextmanager
def together(least: int) -> Iterator[None]:
    """Look at all objects that wait at once as soon as there are `least`, a few at a time."""
    with (
        mock.patch("mulligan.heap.matching._MANY", least),
        mock.patch("mulligan.heap.matching._TOGETHER", least + 2),
        mock.patch("mulligan.heap.unmatched._MANY", least),
        mock.patch("mulligan.heap.loaded._TOGETHER", least + 2),
    ):
        yield


def pour(app: Any, made: Sequence[Any], least: int) -> heap.RestoreReport:
    """Pour the nodes of another graph into the app's state keys."""
    with together(least):
        return heap.pour_loaded(app, dict(zip(graphs.keys_of(made), made, strict=True)))


def nodes_of(app: Any, made: Sequence[Any]) -> list[Any]:
    """What the app refers to from now on, where it had `made`."""
    return [getattr(app, key) for key in graphs.keys_of(made)]


def objects_in(*roots: Any) -> list[Any]:
    """Every object that the roots reach, in an order that depends on the form of the graph alone."""
    kept: Any = photograph(*roots)[0][1]
    return list(kept.kept)


@EXAMPLES
@given(graphs.specs, graphs.changes, AT_ONCE)
def test_content_is_as_loaded_whatever_changed_since(
    nodes: list[graphs.Spec], steps: list[graphs.Change], least: int
) -> None:
    """Values, order, aliases and cycles are those of the loaded state."""
    live = graphs.build(nodes)
    app = graphs.app_of(live)
    graphs.change(live, steps)
    pour(app, graphs.build(nodes), least)
    assert shape(*nodes_of(app, live)) == shape(*graphs.build(nodes))


@EXAMPLES
@given(graphs.specs, graphs.changes, AT_ONCE)
def test_correspondence_is_one_to_one_and_complete(
    nodes: list[graphs.Spec], steps: list[graphs.Change], least: int
) -> None:
    """Where a living object took a loaded one's place, nothing refers to the loaded one any more."""
    live, loaded = graphs.build(nodes), graphs.build(nodes)
    app = graphs.app_of(live)
    graphs.change(live, steps)
    living, then = objects_in(*live), objects_in(*loaded)
    pour(app, loaded, least)
    now = objects_in(*nodes_of(app, live))
    assert len(now) == len(then)
    reached, alive = set(map(id, now)), set(map(id, living))
    for before, after in zip(then, now, strict=True):
        assert type(before) is type(after)
        if before is not after:
            assert id(before) not in reached
            assert id(after) in alive or isinstance(after, tuple)


@EXAMPLES
@given(graphs.specs, graphs.changes, AT_ONCE)
def test_pouring_the_same_state_again_changes_nothing(
    nodes: list[graphs.Spec], steps: list[graphs.Change], least: int
) -> None:
    """The second time every object, tuples included, is the object that it was, and nothing is reported."""
    live = graphs.build(nodes)
    app = graphs.app_of(live)
    graphs.change(live, steps)
    pour(app, graphs.build(nodes), least)
    before = photograph(*nodes_of(app, live))
    report = pour(app, graphs.build(nodes), least)
    assert photograph(*nodes_of(app, live)) == before
    assert report == heap.RestoreReport()


@EXAMPLES
@given(graphs.specs, graphs.changes, graphs.changes, AT_ONCE)
def test_it_does_not_matter_how_many_objects_are_looked_at_at_once(
    nodes: list[graphs.Spec], steps: list[graphs.Change], more: list[graphs.Change], least: int
) -> None:
    """The same objects stay, the same give way, and the same paths are reported."""
    outcomes = []
    for number in (10**9, least):
        live, loaded = graphs.build(nodes), graphs.build(nodes)
        graphs.change(live, steps)
        graphs.change(loaded, more)
        app = graphs.app_of(live)
        known = [*objects_in(*loaded), *objects_in(*live)]
        places = {id(each): place for place, each in enumerate(known)}
        report = pour(app, loaded, number)
        now = nodes_of(app, live)
        outcomes.append((report, shape(*now), [places.get(id(each)) for each in objects_in(*now)]))
    assert outcomes[0] == outcomes[1]


@EXAMPLES
@given(row_makers, identifiers, identifiers, AT_ONCE)
def test_entities_stay_the_objects_they_are_wherever_they_moved(
    make: Any, then: list[int], now: list[int], least: int
) -> None:
    """Rows that were sorted, removed and added are found by their identifier, with their own content."""
    app = graphs.App()
    rows = app.rows = [make(each, ["changed", each]) for each in now]  # type: ignore[attr-defined]
    known, cells = dict(zip(now, rows, strict=True)), dict(zip(now, map(cells_of, rows), strict=True))
    with together(least):
        heap.pour_loaded(app, {"rows": [make(each, [each, {}]) for each in then]})
    assert app.rows is rows  # type: ignore[attr-defined]
    assert [cells_of(row) for row in rows] == [[each, {}] for each in then]
    for each, row in zip(then, rows, strict=True):
        if each in known:
            assert row is known[each]
            assert cells_of(row) is cells[each]
    assert len(set(map(id, rows))) == len(then)


@EXAMPLES
@given(sharing, AT_ONCE)
def test_rows_of_many_kinds_share_what_they_shared(rows: list[tuple[Any, int, int]], least: int) -> None:
    """The row that comes first keeps the living list; the others get another, and are reported in order."""
    outcomes = []
    for number in (10**9, least):
        app = graphs.App()
        now, then = ([[word] for _ in range(6)] for word in ("now", "then"))
        app.canvas = now[5] = then[5]  # type: ignore[attr-defined]
        app.first = now[0]  # type: ignore[attr-defined]
        app.rows = [make(place, now[after]) for place, (make, _, after) in enumerate(rows)]  # type: ignore[attr-defined]
        loaded = [make(place, then[before]) for place, (make, before, _) in enumerate(rows)]
        with together(number):
            report = heap.pour_loaded(app, {"first": then[0], "rows": loaded}, live_keys=["canvas"])
        places = {id(each): place for place, each in enumerate([*now, *then])}
        outcomes.append((report, [places[id(cells_of(row))] for row in app.rows]))  # type: ignore[attr-defined]
        assert app.first is now[0]  # type: ignore[attr-defined]
        for (_, before, _), row in zip(rows, app.rows, strict=True):  # type: ignore[attr-defined]
            assert (cells_of(row) is now[0]) is (before == 0)
            assert (cells_of(row) is now[5]) is (before == 5)
            assert cells_of(row) == ["then"]
    assert outcomes[0] == outcomes[1]


def cells_of(row: Any) -> list[Any]:
    """The cells of any kind of row."""
    found: list[Any] = row["cells"] if isinstance(row, dict) else row.cells
    return found
