"""Many objects at once: the same undo, links, copies and snapshots as one object after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from mulligan import heap, snapshot
from tests.support import state_graphs as graphs
from tests.support.state_photograph import photograph, shape

EXAMPLES = settings(max_examples=100, deadline=None)
AT_ONCE = st.sampled_from([1, 2, 5, 10**9])


@contextmanager
def together(least: int, records: int = 2) -> Iterator[None]:
    """Visit as soon as `least` objects wait all of them at once, and put `records` back in one go."""
    with (
        mock.patch("mulligan.heap.walk._MANY", least),
        mock.patch("mulligan.heap.columns._TOGETHER", records),
    ):
        yield


@EXAMPLES
@given(graphs.specs, graphs.changes, AT_ONCE)
def test_undo_is_exact_however_many_objects_are_visited_at_once(
    nodes: list[graphs.Spec], steps: list[graphs.Change], least: int
) -> None:
    """After restore every object is the same object holding the same objects, in order."""
    made = graphs.build(nodes)
    before = photograph(*made)
    with together(least):
        memento = heap.Memento.take(made)
        graphs.change(made, steps)
        memento.restore()
    assert photograph(*made) == before


@EXAMPLES
@given(graphs.specs, AT_ONCE)
def test_links_do_not_depend_on_how_many_objects_are_visited_at_once(
    nodes: list[graphs.Spec], least: int
) -> None:
    """The same keys are found to share objects."""
    made = graphs.build(nodes)
    app, keys = graphs.app_of(made), graphs.keys_of(made)
    with together(10**9):
        expected = heap.capture(app, keys).linked_keys()
    with together(least):
        assert heap.capture(app, keys).linked_keys() == expected


@EXAMPLES
@given(graphs.specs, graphs.changes, AT_ONCE)
def test_copy_is_of_the_moment_of_the_capture_whenever_it_is_made(
    nodes: list[graphs.Spec], steps: list[graphs.Change], least: int
) -> None:
    """A copy that is first asked for after changes has the old form, and shares nothing with the app."""
    made = graphs.build(nodes)
    app, keys = graphs.app_of(made), graphs.keys_of(made)
    expected = shape(*made)
    with together(least):
        captured = heap.capture(app, keys)
    graphs.change(made, steps)
    copies = [captured[key] for key in keys]
    assert shape(*copies) == expected
    graphs.change(made, steps)
    assert shape(*copies) == expected


@EXAMPLES
@given(graphs.specs, graphs.changes, AT_ONCE)
def test_snapshot_is_of_the_moment_of_the_capture_whenever_it_is_written(
    nodes: list[graphs.Spec], steps: list[graphs.Change], least: int
) -> None:
    """What changed between capturing and writing is noticed, and the captured content is written."""
    made = graphs.build(nodes)
    app, keys = graphs.app_of(made), graphs.keys_of(made)
    with together(least):
        captured = heap.capture(app, keys)
        groups = captured.linked_keys()
        expected = [shape(*(getattr(app, key) for key in group)) for group in groups]
        graphs.change(made, steps)
        encoded = snapshot.encode(captured)
    read = snapshot.decode(encoded.groups, app=app)
    assert [shape(*(read[key] for key in group)) for group in groups] == expected
