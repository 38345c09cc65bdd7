"""What differs between two values, down to the element: `tickets[3].title: 'a' -> 'b'`.

Invariant: no method of a class of the app is called: no `__eq__`, no `__repr__`, no property. Nothing
secret is shown or compared, cycles and depth are no limit, and what is too much is counted, not listed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mulligan.dashboard import element_arrays
from mulligan.dashboard.element_facts import TypeFacts, facts_of, fields_of
from mulligan.dashboard.element_matching import match
from mulligan.dashboard.elements import (
    MOST_CHANGES,
    MOST_ELEMENTS,
    Change,
    ElementChange,
    ElementDifference,
)
from mulligan.heap.placeholders import Redacted
from mulligan.heap.plans import ATOMS
from mulligan.snapshot.redaction import is_secret_name
from mulligan.snapshot.summary import short_repr, storable, type_name

_TEXT = 60
_LONGEST = 200
_BREATH = 256
_ABSENT = object()
_TEXT_ONLY = frozenset({str})
_QUICK = frozenset({str, int, float, bool, type(None)})


@dataclass(frozen=True)
class _Path:
    """A place, as a chain towards the root: texts are made only for what differs."""

    parent: _Path | None
    text: str

    def __str__(self) -> str:
        pieces: list[str] = []
        place: _Path | None = self
        while place is not None:
            pieces.append(place.text)
            place = place.parent
        if len(pieces) > 40:
            pieces[20:-4] = ["..."]
        return storable("".join(reversed(pieces)))


_Pair = tuple[_Path, Any, Any]


def compare(
    left: object,
    right: object,
    *,
    root: str,
    stops: Mapping[int, str] | None = None,
    breathe: Callable[[], None] = lambda: None,
) -> ElementDifference:
    """Compare two values.

    Arguments:
        left, right: of any type; they may change meanwhile, for each container is copied before it is read.
        root: what the path begins with: a state key.
        stops: identities of objects that are not entered, such as the app, and what each is called.
        breathe: called now and then; may raise to stop.
    """
    return _Comparison(stops or {}, breathe).run(_Path(None, root), left, right)


class _Comparison:
    def __init__(self, stops: Mapping[int, str], breathe: Callable[[], None]) -> None:
        self._stops = stops
        self._breathe = breathe
        self._changes: list[ElementChange] = []
        self._total = 0
        self._opaque = 0
        self._facts: dict[type, TypeFacts] = {}
        # The objects are kept with their identities, which others could have once these are gone.
        self._seen: dict[tuple[int, int], tuple[object, object]] = {}

    def run(self, path: _Path, left: object, right: object) -> ElementDifference:
        todo: list[_Pair] = [(path, left, right)]
        compared = 0
        while todo and compared < MOST_ELEMENTS:
            place, before, after = todo.pop()
            compared += 1
            if compared % _BREATH == 0:
                self._breathe()
            try:
                found = list(self._compare(place, before, after))
            except Exception as error:  # noqa: BLE001 - an object of any class may refuse to be read
                self._note(place, "changed", "cannot be compared", type(error).__name__)
                continue
            todo += reversed(found)
        return ElementDifference(tuple(self._changes), self._total, compared, not todo, self._opaque)

    def _compare(self, path: _Path, left: Any, right: Any) -> Iterable[_Pair]:
        """Note how two values differ; return the pairs of what they hold."""
        kind = type(left)
        if left is right or Redacted in (kind, type(right)):
            return ()
        if kind is not type(right) and type_name(left) != type_name(right):
            self._note(path, "changed", self._typed(left), self._typed(right))
            return ()
        facts = self._facts_of(kind)
        if facts.is_leaf or id(left) in self._stops or id(right) in self._stops:
            if not self._same(left, right):
                self._note(path, "changed", *_two_texts(left, right, self._text))
            return ()
        pair = (id(left), id(right))
        if pair in self._seen:
            return ()
        self._seen[pair] = (left, right)
        if facts.is_numpy and element_arrays.is_scalar(left):
            if left.tobytes() != right.tobytes():
                self._note(path, "changed", element_arrays.shown(left), element_arrays.shown(right))
            return ()
        if facts.is_numpy and element_arrays.is_array(left):
            return self._arrays(path, left, right)
        self._opaque += facts.is_opaque
        return self._containers(path, left, right, facts)

    def _containers(self, path: _Path, left: Any, right: Any, facts: TypeFacts) -> Iterator[_Pair]:
        if facts.plain is not None:
            self._plain(path, left, right, facts.plain)
        if facts.is_dict:
            yield from self._tables(path, dict.copy(left), dict.copy(right), "[{}]")
        for base in facts.lists:
            yield from self._lists(path, list(base.__iter__(left)), list(base.__iter__(right)), facts)
        for base in facts.sets:
            self._sets(path, base.copy(left), base.copy(right))
        if facts.has_fields:
            yield from self._tables(
                path, fields_of(left, facts), fields_of(right, facts), ".{}", facts.secret_fields
            )

    def _plain(self, path: _Path, left: Any, right: Any, plain: Any) -> None:
        """Compare the values of two objects whose class derives from a built-in type, by that type."""
        texts = [storable(plain.__repr__(each)[:_LONGEST]) for each in (left, right)]
        is_same = texts[0] == texts[1] if plain is type(left) else plain.__eq__(left, right)
        if not is_same:
            self._note(path, "changed", *texts)

    def _facts_of(self, kind: type) -> TypeFacts:
        facts = self._facts.get(kind)
        if facts is None:
            facts = self._facts[kind] = facts_of(kind)
        return facts

    def _same(self, left: Any, right: Any) -> bool:
        if type(left) not in ATOMS:
            return self._text(left) == self._text(right)
        try:
            return bool(left == right) or (left != left and right != right)
        except TypeError:
            return False

    def _tables(
        self,
        path: _Path,
        left: dict[Any, Any],
        right: dict[Any, Any],
        form: str,
        secret: frozenset[str] = frozenset(),
    ) -> Iterator[_Pair]:
        """Compare two tables; `form` is how a key is written in a path."""
        before, after = _by_key(left), _by_key(right)
        for key, value in before.items():
            other = after.get(key, _ABSENT)
            if other is value or _is_same_atom(value, other) or is_secret_name(key) or key in secret:
                continue
            place = _Path(path, form.format(key if form == ".{}" else self._text(key)))
            if other is _ABSENT:
                self._note(place, "removed", self._text(value), "")
            else:
                yield place, value, other
        for key, value in after.items():
            if key not in before and not is_secret_name(key) and key not in secret:
                place = _Path(path, form.format(key if form == ".{}" else self._text(key)))
                self._note(place, "added", "", self._text(value))

    def _lists(self, path: _Path, left: list[Any], right: list[Any], facts: TypeFacts) -> Iterator[_Pair]:
        if _are_equal_atoms(left, right):
            return
        names = facts.record
        if names and len(names) == len(left) == len(right):
            yield from self._tables(
                path, dict(zip(names, left, strict=True)), dict(zip(names, right, strict=True)), ".{}"
            )
            return
        matched = match(left, right)
        for at in matched.removed:
            self._note(_Path(path, f"[{at}]"), "removed", self._text(left[at]), "")
        for at in matched.added:
            self._note(_Path(path, f"[{at}]"), "added", "", self._text(right[at]))
        for at, to in matched.pairs:
            before, after = left[at], right[to]
            if at in matched.moved:
                self._note(_Path(path, f"[{at}]"), "moved", self._text(before), f"[{to}]")
            if before is not after and not _is_same_atom(before, after):
                yield _Path(path, f"[{at}]"), before, after

    def _sets(self, path: _Path, left: Any, right: Any) -> None:
        before, after = _by_key(dict.fromkeys(left)), _by_key(dict.fromkeys(right))
        for key in before:
            if key not in after:
                self._note(_Path(path, f"{{{self._text(key)}}}"), "removed", self._text(key), "")
        for key in after:
            if key not in before:
                self._note(_Path(path, f"{{{self._text(key)}}}"), "added", "", self._text(key))

    def _arrays(self, path: _Path, left: Any, right: Any) -> Iterable[_Pair]:
        found = element_arrays.compare(left, right)
        if found is not None:
            self._note(_Path(path, found.place), "changed", found.left, found.right)
        return ()

    def _note(self, path: _Path, change: Change, left: str, right: str) -> None:
        self._total += 1
        if len(self._changes) < MOST_CHANGES:
            self._changes.append(ElementChange(str(path), change, left, right))

    def _text(self, value: object) -> str:
        if type(value) is _Shown:
            return value.text
        return self._stops.get(id(value)) or short_repr(value)

    def _typed(self, value: object) -> str:
        return f"{type_name(value)} {self._text(value)}"


@dataclass(frozen=True)
class _Shown:
    """Stands for a key whose own `__hash__` and `__eq__` are not called: two that look alike are one."""

    text: str


def _by_key(table: dict[Any, Any]) -> dict[Any, Any]:
    """The table under keys that can be compared without calling the app."""
    if _TEXT_ONLY.issuperset(map(type, table)):
        return table
    return {_key(key): value for key, value in list(table.items())}


def _key(key: Any) -> Any:
    if type(key) in ATOMS:
        return key
    if type(key) is tuple and all(type(each) in ATOMS for each in key):
        return key
    return _Shown(short_repr(key))


def _is_same_atom(left: Any, right: Any) -> bool:
    """Whether both are the same plain value; what is not told here is compared at length."""
    return type(left) is type(right) and type(left) in _QUICK and left == right


def _are_equal_atoms(left: list[Any], right: list[Any]) -> bool:
    """Whether two lists hold the same plain values, which needs no look at each."""
    if len(left) != len(right) or list(map(type, left)) != list(map(type, right)):
        return False
    return ATOMS.issuperset(map(type, left)) and left == right


def _two_texts(left: Any, right: Any, text: Callable[[object], str]) -> tuple[str, str]:
    """Both values; of long texts the part around the first character that differs."""
    if not isinstance(left, str | bytes) or max(len(left), len(right)) <= _TEXT:
        return text(left), text(right)
    pairs = zip(left, right, strict=False)
    at = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right)))
    start = max(at - _TEXT // 4, 0)

    def around(value: Any) -> str:
        piece = value[start : start + _TEXT]
        where = f" at {start:,}" if start else ""
        return f"{text(piece)}{where} of {len(value):,}"

    return around(left), around(right)
