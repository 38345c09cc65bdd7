"""Placeholders: what they keep, how they are written again, and that nothing else is touched."""

from __future__ import annotations

import copy
import pickle
import sys
import types
from typing import Any

import pytest
from hypothesis import given, settings

from mulligan.errors import RestoreRefused
from mulligan.heap import capture
from mulligan.snapshot import decode, encode
from mulligan.snapshot.lenient import lenient_loads
from mulligan.snapshot.missing import Missing, missing_kind, missing_name_of
from mulligan.snapshot.pickler import fast_dumps
from mulligan_store.records import SnapshotGroup
from tests.support import state_graphs as graphs
from tests.support.state_photograph import shape

MODULE = "a_module_of_this_test"


class Stranger:
    """An app that nothing refers to."""


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """A module whose names come and go."""
    made = types.ModuleType(MODULE)
    monkeypatch.setitem(sys.modules, MODULE, made)
    return made


def define(module: types.ModuleType, text: str) -> None:
    """Run a text in the module."""
    exec(text, vars(module))


def groups_of(**state: Any) -> tuple[SnapshotGroup, ...]:
    """The payloads of an app with these attributes."""
    app = Stranger()
    vars(app).update(state)
    return encode(capture(app, tuple(state), live_keys=())).groups


def read(groups: tuple[SnapshotGroup, ...]) -> tuple[dict[str, Any], list[str]]:
    """The state, and what there is to say of it."""
    notes: list[str] = []
    return decode(groups, app=None, notes=notes), notes


@settings(max_examples=100, deadline=None)
@given(graphs.specs)
def test_the_slow_way_makes_the_same_objects(nodes: list[graphs.Spec]) -> None:
    """Where nothing is missing, reading leniently gives the graph that was written."""
    made = graphs.build(nodes)
    assert shape(*lenient_loads(fast_dumps(made, Stranger(), {}))) == shape(*made)


def test_a_graph_keeps_its_shape_around_placeholders(module: types.ModuleType) -> None:
    """Aliases and cycles through an object that is gone are as they were."""
    define(module, "class Node:\n    pass")
    node: Any = module.Node()
    node.itself, node.rows = node, [1]
    groups = groups_of(first=[node, node.rows], second={node})
    del module.Node
    values, notes = read(groups)
    placeholder = values["first"][0]
    assert placeholder.itself is placeholder
    assert placeholder.rows is values["first"][1]
    assert values["second"] == {placeholder}
    assert len(notes) == 1
    assert "app.first, app.second" in notes[0]


def test_a_payload_without_gaps_says_nothing(module: types.ModuleType) -> None:
    """Notes are for what is not as it was."""
    define(module, "class Node:\n    pass")
    assert read(groups_of(node=module.Node()))[1] == []


def test_a_class_that_is_state_itself_comes_back_by_name(module: types.ModuleType) -> None:
    """The placeholder class stands for it, is written by its name, and gives way to the class."""
    define(module, "class Node:\n    pass")
    groups = groups_of(kind=[module.Node])
    del module.Node
    values, _ = read(groups)
    assert missing_name_of(values["kind"][0]) == (MODULE, "Node")
    again = groups_of(kind=values["kind"])
    define(module, "class Node:\n    pass")
    assert read(again)[0]["kind"] == [module.Node]


def test_a_function_whose_module_is_gone_is_a_placeholder(
    module: types.ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written by value needs its module's globals; without them its data is kept."""
    define(module, "def outer():\n    return lambda x=3: x\n")
    groups = groups_of(callback=[module.outer()], rows=[1])
    monkeypatch.delitem(sys.modules, MODULE)
    values, notes = read(groups)
    assert isinstance(values["callback"][0], Missing)
    assert values["rows"] == [1]
    assert MODULE in notes[0]


def test_items_of_containers_are_kept(module: types.ModuleType) -> None:
    """Lists and dictionaries of one's own keep what they held, in order, and give it back."""
    define(module, "class Bag(list):\n    pass\nclass Table(dict):\n    pass\nclass Some(set):\n    pass")
    groups = groups_of(bag=module.Bag([1, 2]), table=module.Table(a=1), some=module.Some({5}), number=[True])
    kept = {name: vars(module).pop(name) for name in ("Bag", "Table", "Some")}
    values, notes = read(groups)
    assert len(notes) == 3
    again = groups_of(**values)
    vars(module).update(kept)
    for kind in kept.values():
        kind.__qualname__ = kind.__name__
    back, notes = read(again)
    assert (back["bag"], back["table"], back["some"]) == ([1, 2], {"a": 1}, {5})
    assert [type(back[name]).__name__ for name in ("bag", "table", "some")] == ["Bag", "Table", "Some"]
    assert notes == []


def test_split_state_of_slots_and_dictionary_comes_back_split(module: types.ModuleType) -> None:
    """A class with both gets both again."""
    text = "class Base:\n    __slots__ = ('x',)\nclass Both(Base):\n    pass"
    define(module, text)
    both = module.Both()
    both.x, both.y = 1, 2
    groups = groups_of(both=both)
    del module.Both
    values, _ = read(groups)
    assert (values["both"].x, values["both"].y) == (1, 2)
    values["both"].x = 10
    again = groups_of(both=values["both"])
    define(module, text)
    back = read(again)[0]["both"]
    assert (type(back), back.x, back.y) == (module.Both, 10, 2)


def test_a_placeholder_can_be_copied_and_says_what_it_is() -> None:
    """`copy` and `pickle` treat it as any object."""
    kind = missing_kind("gone", "Thing", "which does not exist any more (said by a test)")
    made = kind(1, 2)
    made.colour = "red"
    for copied in (copy.copy(made), copy.deepcopy(made)):
        assert type(copied) is kind
        assert copied.colour == "red"
    assert "placeholder for gone.Thing, which does not exist any more" in repr(made)
    with pytest.raises(AttributeError, match=r"gone\.Thing.*no 'paint'"):
        made.paint()


def test_without_a_place_for_notes_a_gap_is_refused(module: types.ModuleType) -> None:
    """Nobody gets a placeholder who has not asked to be told; a payload of placeholders included."""
    define(module, "class Node:\n    pass")
    groups = groups_of(node=module.Node())
    del module.Node
    with pytest.raises(RestoreRefused, match=rf"{MODULE}\.Node"):
        decode(groups, app=None)
    values, _ = read(groups)
    with pytest.raises(RestoreRefused, match=rf"{MODULE}\.Node"):
        decode(groups_of(**values), app=None)


@pytest.mark.parametrize("payload", [b"\x80\x05nonsense", b"", pickle.dumps({"a": [1]})[:-3]])
def test_a_damaged_payload_is_refused_and_not_papered_over(payload: bytes) -> None:
    """Placeholders are for classes; bytes that are no pickle give an error that names the keys."""
    with pytest.raises(RestoreRefused, match="the state keys a, b cannot be read back"):
        decode([SnapshotGroup(("a", "b"), payload)], app=None, notes=[])
