"""What differs inside a value is said by its place, without running the app's code."""

from __future__ import annotations

import array
import copy
import enum
import random
import threading
from collections import deque, namedtuple
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import numpy
import pytest
from imgui_bundle import imgui

from mulligan.dashboard import element_difference
from mulligan.dashboard.element_difference import compare
from mulligan.dashboard.element_matching import match
from mulligan.heap.placeholders import Redacted


@dataclass(eq=False)
class Ticket:
    """A ticket whose own methods refuse."""

    id: int
    title: str
    tags: list[str] = field(default_factory=list)
    api_token: str = "x"
    pin: Annotated[str, Redacted] = "y"

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("nobody may compare tickets")

    def __hash__(self) -> int:
        raise RuntimeError("nobody may hash tickets")

    def __repr__(self) -> str:
        raise RuntimeError("nobody may print tickets")


class Slotted:
    """Fields in slots, one of them empty."""

    __slots__ = ("empty", "x")

    def __init__(self, x: object) -> None:
        self.x = x


class Color(enum.Enum):
    """Two colours."""

    RED = 1
    BLUE = 2


Point = namedtuple("Point", "x y")


def said(left: object, right: object, **options: Any) -> list[str]:
    """The differences as text."""
    return [str(each) for each in compare(left, right, root="a", **options).changes]


def tickets(count: int) -> list[Ticket]:
    """Tickets with numbers from 0."""
    return [Ticket(number, f"ticket {number}") for number in range(count)]


def test_a_changed_attribute_is_named_by_its_place() -> None:
    """In a list of objects that refuse to be compared and printed."""
    changed = tickets(6)
    changed[3].title = "b"
    assert said(tickets(6), changed) == ["a[3].title: 'ticket 3' -> 'b'"]


def test_items_with_identifiers_are_matched_wherever_they_stand() -> None:
    """One came, one went, one moved: the others are not called different."""
    changed = tickets(8)
    changed.insert(0, changed.pop(6))
    del changed[3]
    changed.append(Ticket(99, "new"))
    changed[2].tags.append("urgent")
    found = compare(tickets(8), changed, root="a").changes
    assert [(each.path, each.change) for each in found] == [
        ("a[2]", "removed"), ("a[7]", "added"), ("a[6]", "moved"), ("a[1].tags[0]", "added"),
    ]  # fmt: skip


def test_secrets_are_neither_shown_nor_compared() -> None:
    """By name, by annotation, in dictionaries, and those that were never written."""
    changed = tickets(1)
    changed[0].api_token, changed[0].pin = "hunter2", "1234"
    assert said(tickets(1), changed) == []
    assert said({"password": "a", "x": 1}, {"password": "b", "x": 2}) == ["a['x']: 1 -> 2"]
    assert said({"x": Redacted()}, {"x": "hunter2"}) == []
    assert "hunter2" not in "".join(said([], [Ticket(1, "t", api_token="hunter2")]))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "c": 3}, ["a['a']: removed 1", "a['c']: added 3"]),
        ([1, 2, 3], [1, 2, 5], ["a[2]: 3 -> 5"]),
        ([1, 1, 2, 3], [1, 2, 3], ["a[1]: removed 1"]),
        ([1, 2, 3, 4], [4, 1, 2, 3], ["a[3]: moved to [0]"]),
        ((1, 2), (1, 3), ["a[1]: 2 -> 3"]),
        (deque([1]), deque([2]), ["a[0]: 1 -> 2"]),
        ({1, 2}, {2, 3}, ["a{1}: removed 1", "a{3}: added 3"]),
        (frozenset("a"), frozenset("b"), ["a{'a'}: removed 'a'", "a{'b'}: added 'b'"]),
        (Point(1, 2), Point(1, 3), ["a.y: 2 -> 3"]),
        (Slotted(1), Slotted(2), ["a.x: 1 -> 2"]),
        (Color.RED, Color.BLUE, ["a: Color.RED -> Color.BLUE"]),
        (1, True, ["a: int 1 -> bool True"]),
        ([1, 2], [1.0, 2], ["a[0]: int 1 -> float 1.0"]),
        (None, [], ["a: NoneType None -> list []"]),
        ({(1, 2): [1]}, {(1, 2): [2]}, ["a[(1, 2)][0]: 1 -> 2"]),
        ({Color.RED: 1}, {Color.RED: 2}, ["a[Color.RED]: 1 -> 2"]),
        (len, sorted, ["a: <built-in len> -> <built-in sorted>"]),
        (int, str, ["a: <class builtins.int> -> <class builtins.str>"]),
    ],
)
def test_each_kind_of_value_has_its_differences(left: object, right: object, expected: list[str]) -> None:
    """Containers of every kind, and plain values."""
    assert said(left, right) == expected


@pytest.mark.parametrize(
    "value",
    [
        float("nan"), [float("nan")], {"x": (1, [2])}, tickets(3), Slotted([1]), Color.RED,
        "text", b"bytes", 1 << 4000, Exception, len, {Point(1, 2): 3}, numpy.arange(5.0), [{1: {2}}],
    ],
    ids=lambda each: type(each).__name__,
)  # fmt: skip
def test_a_copy_does_not_differ(value: Any) -> None:
    """Nothing is said of what is the same, resources that cannot be copied included."""
    assert said(value, copy.deepcopy(value)) == []


def test_a_resource_is_told_by_its_type_alone() -> None:
    """One lock is as good as another: a lock has no content."""
    assert said([threading.Lock()], [threading.Lock()]) == []


def test_cycles_and_depth_have_an_end() -> None:
    """A list that holds itself, and one that is nested a hundred thousand times."""
    first: list[Any] = []
    second: list[Any] = []
    first.append(first)
    second.append(second)
    assert said(first, second) == []
    deep: list[list[Any]] = [[], []]
    ends = list(deep)
    for _ in range(100_000):
        for end in ends:
            end.append([])
        ends = [end[0] for end in ends]
    ends[1].append(1)
    (found,) = said(deep[0], deep[1])
    assert found.endswith("[0]: added 1")
    assert len(found) < 300
    ends[0].clear()
    while deep[0] or deep[1]:  # taken apart here: the interpreter would do it by recursion
        deep = [each[0] if each and isinstance(each[0], list) else [] for each in deep]


def test_the_app_is_not_entered() -> None:
    """What would lead from a value to everything is called by its name."""
    app = Ticket(1, "the whole app")
    stops = {id(app): "<the app>"}
    assert said([app, 1], [app, 2], stops=stops) == ["a[1]: 1 -> 2"]
    assert said([[]], [app], stops=stops) == [
        "a[0]: list [] -> tests.unit.dashboard.test_element_difference.Ticket <the app>"
    ]


def test_an_object_that_refuses_to_be_read_is_contained() -> None:
    """The rest is compared."""

    class Refusing(dict[str, int]):
        @property
        def __dict__(self) -> Any:  # type: ignore[override]
            raise RuntimeError("no")

    found = said([Refusing(a=1), 1], [Refusing(a=2), 2])
    assert "a[1]: 1 -> 2" in found
    assert len(found) == 2


def test_arrays_say_shape_statistics_and_how_many_elements() -> None:
    """One element is named; of several, how many, with the least, the mean and the largest."""
    left = numpy.arange(12.0).reshape(3, 4)
    right = left.copy()
    right[1, 2] = 99
    assert said(left, right) == ["a[1, 2]: 6.0 -> 99.0"]
    assert said(left, left + numpy.eye(3, 4)) == [
        "a: float64 3 x 4, min 0, mean 5.5, max 11 -> "
        "float64 3 x 4, min 1, mean 5.75, max 11; 3 of 12 elements differ"
    ]
    assert "float64 3 x 4" in said(left, left.reshape(4, 3))[0]
    assert said(numpy.array(["a", "b"]), numpy.array(["a", "c"])) == ["a[1]: b -> c"]
    assert said(numpy.array([numpy.nan]), numpy.array([numpy.nan])) == []
    assert said(numpy.array(1), numpy.array(2)) == ["a: 1 -> 2"]
    assert "not compared" in said(numpy.array([object()]), numpy.array([object()]))[0]
    assert said(numpy.zeros(2, "i4,f8"), numpy.zeros(2, "i4,f8")) == []


class Name(str):
    """A text with a class, and attributes, of its own."""

    note: str

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("nobody may compare names")

    def __hash__(self) -> int:
        raise RuntimeError("nobody may hash names")


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (Name("x"), Name("y"), ["a: 'x' -> 'y'"]),
        (bytearray(b"x"), bytearray(b"y"), ["a: bytearray(b'x') -> bytearray(b'y')"]),
        (array.array("i", [1]), array.array("i", [2]), ["a: array('i', [1]) -> array('i', [2])"]),
        (numpy.int64(1), numpy.int64(2), ["a: 1 -> 2"]),
        (numpy.float32(1), numpy.float32(1), []),
        (
            imgui.ImVec2(1, 2),
            imgui.ImVec2(1, 3),
            ["a: ImVec2(1.000000, 2.000000) -> ImVec2(1.000000, 3.000000)"],
        ),
        (imgui.ImVec2(1, 2), imgui.ImVec2(1, 2), []),
        (Path("a"), Path("b"), [f"a: {Path('a')!r} -> {Path('b')!r}"]),
    ],
)
def test_values_with_a_class_of_their_own_are_compared(
    left: object, right: object, expected: list[str]
) -> None:
    """By the built-in type that they derive from, or by numpy and ImGui, which are no code of the app."""
    assert said(left, right) == expected


def test_what_nobody_can_look_into_is_counted() -> None:
    """It is not called the same."""
    found = compare([random.Random(1).random, iter([1])], [random.Random(2).random, iter([2])], root="a")
    assert found.opaque == 1


def test_long_texts_show_where_they_differ() -> None:
    """Not the beginning that both have."""
    (found,) = said("x" * 500 + "a" + "y" * 500, "x" * 500 + "b" + "y" * 500)
    assert "xa" in found
    assert "xb" in found
    assert "of 1,001" in found
    assert len(found) < 300


def test_what_is_too_much_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The list ends, the count does not; and beyond the last limit it says that it is not complete."""
    left, right = [[0] for _ in range(6_000)], [[1] for _ in range(6_000)]
    found = compare(left, right, root="a")
    assert (len(found.changes), found.total, found.complete) == (5_000, 6_000, True)
    monkeypatch.setattr(element_difference, "MOST_ELEMENTS", 1_000)
    assert not compare(left, right, root="a").complete


def test_a_comparison_can_be_stopped() -> None:
    """Whoever waits for it may have gone on."""

    class Enough(Exception):
        pass

    def stop() -> None:
        raise Enough

    with pytest.raises(Enough):
        compare(tickets(1_000), [Ticket(each.id, "z") for each in tickets(1_000)], root="a", breathe=stop)


@pytest.mark.parametrize("seed", range(40))
def test_every_item_is_in_one_pair_or_alone(seed: int) -> None:
    """Whatever was inserted, removed, changed and moved, with identifiers and without."""
    chance = random.Random(seed)
    left: list[Any] = [
        chance.choice([number, {"id": number}, {"v": number % 3}, [number % 2]]) for number in range(30)
    ]
    if seed % 2:
        left = [{"id": number} for number in range(30)]
    right = [copy.deepcopy(each) for each in left if chance.random() > 0.2]
    if seed % 3:
        chance.shuffle(right)
    right.insert(chance.randrange(len(right) + 1), {"id": 77})
    found = match(left, right)
    assert sorted([*(at for at, _ in found.pairs), *found.removed]) == list(range(len(left)))
    assert sorted([*(to for _, to in found.pairs), *found.added]) == list(range(len(right)))
    assert found.moved <= {at for at, _ in found.pairs}
