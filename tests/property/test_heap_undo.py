"""Undo of random object graphs: equal in content, identical in identity."""

from __future__ import annotations

import threading

from hypothesis import given, settings

from mulligan import heap, snapshot
from tests.support import state_graphs as graphs
from tests.support.state_photograph import photograph, shape

Photograph = dict[int, tuple[object, ...]]
EXAMPLES = settings(max_examples=150, deadline=None)


@EXAMPLES
@given(graphs.specs, graphs.changes)
def test_memento_brings_every_object_back_to_the_same_content_and_identity(
    nodes: list[graphs.Spec], steps: list[graphs.Change]
) -> None:
    """After restore every object reached is the same object holding the same objects, in order."""
    made = graphs.build(nodes)
    before = photograph(*made)
    memento = heap.Memento.take(made)
    graphs.change(made, steps)
    memento.restore()
    assert photograph(*made) == before


@EXAMPLES
@given(graphs.specs, graphs.changes, graphs.changes)
def test_capture_can_be_restored_any_number_of_times(
    nodes: list[graphs.Spec], steps: list[graphs.Change], more: list[graphs.Change]
) -> None:
    """Changes after a restore do not reach what was captured."""
    made = graphs.build(nodes)
    app, keys = graphs.app_of(made), graphs.keys_of(made)
    before = photograph(app)
    captured = heap.capture(app, keys)
    for each in (steps, more):
        graphs.change(made, each)
        setattr(app, keys[0], None)
        delattr(app, keys[-1])
        report = captured.restore(app)
        assert {key: id(getattr(app, key)) for key in keys} == dict(zip(keys, map(id, made), strict=True))
        assert report == heap.RestoreReport()
    assert _same_but_app_order(before, photograph(app), app)


def _same_but_app_order(before: Photograph, after: Photograph, app: object) -> bool:
    """The app's own dictionary is written key by key, so its order may differ after a deletion."""
    own = {id(app), id(app.__dict__), 0}
    return all(after.get(key) == entry for key, entry in before.items() if key not in own)


@EXAMPLES
@given(graphs.specs, graphs.changes)
def test_copy_has_the_same_shape_and_shares_nothing_that_can_change(
    nodes: list[graphs.Spec], steps: list[graphs.Change]
) -> None:
    """The captured copy is isomorphic to the state, aliases between keys included, and apart from it."""
    made = graphs.build(nodes)
    app, keys = graphs.app_of(made), graphs.keys_of(made)
    captured = heap.capture(app, keys)
    assert not captured.memory_only
    copies = [captured[key] for key in keys]
    expected = shape(*made)
    assert shape(*copies) == expected
    assert not _changeable(*made) & photograph(*copies).keys()
    graphs.change(made, steps)
    assert shape(*copies) == expected


@EXAMPLES
@given(graphs.specs, graphs.changes)
def test_lock_in_one_key_spoils_neither_copies_nor_undo(
    nodes: list[graphs.Spec], steps: list[graphs.Change]
) -> None:
    """Other keys are copied whole, aliases included, and everything but the lock is undone."""
    made = graphs.build(nodes)
    app, keys = graphs.app_of(made), graphs.keys_of(made)
    app.locked = [made[0], threading.Lock()]  # type: ignore[attr-defined]
    before, expected = photograph(*made), shape(*made)
    captured = heap.capture(app, [*keys, "locked"])
    assert captured.memory_only == {"locked": "app.locked[1]: a threading lock cannot be copied"}
    assert shape(*(captured[key] for key in keys)) == expected
    graphs.change(made, steps)
    captured.restore(app)
    assert photograph(*made) == before


@EXAMPLES
@given(graphs.specs, graphs.changes)
def test_snapshot_restores_the_same_shape_into_live_objects(
    nodes: list[graphs.Spec], steps: list[graphs.Change]
) -> None:
    """Encoding, decoding and pouring gives the app the shape it had, aliases and cycles included."""
    made = graphs.build(nodes)
    app, keys = graphs.app_of(made), graphs.keys_of(made)
    captured = heap.capture(app, keys)
    expected = shape(*(captured[key] for key in keys))
    encoded = snapshot.encode(captured)
    assert {summary.stored for summary in encoded.keys} == {"snapshot"}
    graphs.change(made, steps)
    heap.pour_loaded(app, snapshot.decode(encoded.groups, app=app))
    assert shape(*(getattr(app, key) for key in keys)) == expected


@EXAMPLES
@given(graphs.specs)
def test_pouring_unchanged_state_keeps_every_object(nodes: list[graphs.Spec]) -> None:
    """When nothing changed since the snapshot, no object that can change is replaced."""
    made = graphs.build(nodes)
    app, keys = graphs.app_of(made), graphs.keys_of(made)
    before = photograph(*made)
    encoded = snapshot.encode(heap.capture(app, keys))
    report = heap.pour_loaded(app, snapshot.decode(encoded.groups, app=app))
    assert report.replaced == ()
    assert photograph(*made) == before


@EXAMPLES
@given(graphs.specs)
def test_links_join_exactly_the_keys_that_share_objects(nodes: list[graphs.Spec]) -> None:
    """Two keys are written together if and only if they reach a common object that can change."""
    made = graphs.build(nodes)
    app, keys = graphs.app_of(made), graphs.keys_of(made)
    groups = heap.capture(app, keys).linked_keys()
    reach = {key: _changeable(getattr(app, key)) for key in keys}
    expected = [{key} for key in keys]
    for key in keys:
        joined = [group for group in expected if any(reach[key] & reach[other] for other in group)]
        expected = [group for group in expected if group not in joined] + [set().union(*joined)]
    assert sorted(map(sorted, groups)) == sorted(map(sorted, expected))


def _changeable(*roots: object) -> set[int]:
    return {key for key, entry in photograph(*roots).items() if key and entry[0] is not tuple}
