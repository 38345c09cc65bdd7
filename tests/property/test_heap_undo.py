"""Undo of random object graphs: equal in content, identical in identity."""

from __future__ import annotations

import copy
import os

from hypothesis import given, settings

from mulligan import heap, snapshot
from tests.support import state_graphs as graphs
from tests.support.state_photograph import photograph, shape

EXAMPLES = settings(max_examples=int(os.environ.get("N",120)), deadline=None)


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
    after = photograph(app)
    assert {key: value for key, value in after.items() if key in before} == before or _same_but_app_order(
        before, after, app
    )


def _same_but_app_order(before: object, after: object, app: object) -> bool:
    """The app's own dictionary is written key by key, so its order may differ after a deletion."""
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    own = {id(app), id(app.__dict__), 0}
    return {k: v for k, v in before.items() if k not in own} == {k: v for k, v in after.items() if k not in own}


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
    mutable = {i: v for i, v in photograph(*made).items() if i and v[0] is not tuple}
    assert not mutable.keys() & photograph(*copies).keys()
    graphs.change(made, steps)
    assert shape(*copies) == expected


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
    reach = {key: {i for i, v in photograph(getattr(app, key)).items() if i and v[0] is not tuple} for key in keys}
    expected = [{key} for key in keys]
    for key in keys:
        joined = [group for group in expected if any(reach[key] & reach[other] for other in group)]
        expected = [group for group in expected if group not in joined] + [set().union(*joined)]
    assert sorted(map(sorted, groups)) == sorted(map(sorted, expected))
    assert copy.copy(keys) == keys
