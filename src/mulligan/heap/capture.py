"""The state of an app at one moment: a deep copy to write and compare, a memento to put back.

Invariants:
    1. One memo runs through the copies of all keys, so what was one object is one object in the copy.
    2. The copy shares nothing that can change with the live state, but for the app, the values of
       its live keys, and objects whose own `__deepcopy__` hands themselves out.
    3. `restore` needs no copy to put content back: the memento does it in place. Copies stand in
       only for objects whose content nothing gives access to.
    4. A key that cannot be copied is still put back; it is named in `memory_only`, with the path to
       the object that stands in the way.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from typing import Any

from mulligan.heap.copying import DeepCopier
from mulligan.heap.graph import find_paths
from mulligan.heap.late_copy import LateCopy
from mulligan.heap.memento import Memento, refuse_failures
from mulligan.heap.places import Place
from mulligan.heap.replacing import Replacements
from mulligan.heap.report import RestoreReport
from mulligan.heap.tearing import Quiet
from mulligan.heap.walk import HeapWalk

_PATHS = 20


class StateCapture(Mapping[str, object]):
    """State key -> deep copy of its value; made by `capture`.

    Attributes:
        app: the app that was captured.
        keys_captured: every state key, copied or not, in the order given.
        memory_only: key -> why it has no copy, with the path to the offender.
        unprotected: paths of objects whose inner state `restore` cannot put back.
        late: the keys among them whose copy is made when it is first asked for.
        fresh: true as long as its taker vouches that no code of the app has run on this thread since.
        seconds: how long the capture took.
    """

    def __init__(
        self,
        app: object,
        places: Mapping[str, Place],
        copies: Mapping[str, object],
        memory_only: Mapping[str, str],
        *,
        walk: HeapWalk,
        memento: Memento,
        copier: DeepCopier,
        late: LateCopy,
        quiet: Quiet,
        live_values: Mapping[str, object],
    ) -> None:
        self.app = app
        self.keys_captured = tuple(places)
        self.memory_only: Mapping[str, str] = types.MappingProxyType(dict(memory_only))
        self.live_values: Mapping[str, object] = types.MappingProxyType(dict(live_values))
        self.seconds = 0.0
        self.fresh = False
        self._places = places
        self._copies = dict(copies)
        self._quiet = quiet
        self.late = late
        self._walk = walk
        self._memento = memento
        self._copier = copier
        self.unprotected = self._unprotected()

    def __getitem__(self, key: str) -> object:
        found = self._copies[key]
        return self.late.of(found) if key in self.late.keys else found

    def __iter__(self) -> Iterator[str]:
        return iter(self._copies)

    def __len__(self) -> int:
        return len(self._copies)

    def __repr__(self) -> str:
        return f"<StateCapture of {len(self)} keys, {len(self.memory_only)} in memory only>"

    def original(self, key: str) -> object:
        """Return the live object that a state key gave when it was captured."""
        return self._places[key].value

    def while_current(self) -> Mapping[str, object]:
        """Return what stands for the copies as long as `is_current()`: originals where copies wait."""
        return types.MappingProxyType(self._copies)

    def is_current(self) -> bool:
        """Tell whether the originals of keys whose copy waits provably still hold what was captured.

        While it is fresh, nobody can have changed them where there is no other thread and no
        finalizer ran; else all of them are compared.
        """
        return (self.fresh and self._quiet.lasts()) or self.late.is_current()

    def linked_keys(self) -> list[tuple[str, ...]]:
        """Return the state keys in groups: keys that share an object that can change are together."""
        keys, groups, known = self.keys_captured, list[tuple[str, ...]](), set[int]()
        sharing = {section for pair in self._walk.links for section in pair}
        for section in range(len(keys)):
            if section not in known:
                linked = sorted(self._walk.linked([section])) if section in sharing else [section]
                known.update(linked)
                groups.append(tuple(keys[each] for each in linked))
        return groups

    def types_met(self) -> tuple[type, ...]:
        """Return the type of every object that was reached."""
        return self._walk.types_met()

    @property
    def objects(self) -> int:
        """How many objects were reached, which bounds how deeply they can nest."""
        return len(self._walk.owner)

    def live_values_met(self, key: str) -> tuple[object, ...]:
        """Return the live values (the app included) that a state key refers to."""
        index = self.keys_captured.index(key)
        met = {identity for section, identity in self._walk.stops_met if section == index}
        return tuple(value for value in (self.app, *self.live_values.values()) if id(value) in met)

    @property
    def meets_live_values(self) -> bool:
        """Whether any state key refers to the app or to a live value."""
        return bool(self._walk.stops_met)

    def restore(self, app: object) -> RestoreReport:
        """Put the captured content back into the original objects; may be called any number of times.

        Arguments:
            app: the app that was captured.

        Returns:
            what could not be put back to the letter.

        Raises:
            StateError: something refused to be put back; everything else was.
        """
        failures = list(self._memento.put_back())
        replacements = Replacements.find(self._walk, self._copier, self._places)
        if replacements:
            failures = list(self._memento.put_back(replacements.by_identity))
        for key, place in self._places.items():
            try:
                place.put(app, replacements.of(place.value))
            except Exception as error:  # noqa: BLE001 - the other keys must still be put back; raised below
                failures.append(f"app.{key}: {type(error).__name__}: {error}")
        refuse_failures(failures)
        return RestoreReport(replaced=replacements.paths, unprotected=self.unprotected)

    def _unprotected(self) -> tuple[str, ...]:
        sections = self._walk.sections.values()
        opaque = {id(target): why for records in sections for target, why in records.opaque}
        if not opaque:
            return ()
        found: list[tuple[str, Any]] = []
        stop = [id(self.app), *map(id, self.live_values.values())]
        limit = min(len(opaque), _PATHS)
        # Keys that stayed in memory come first: there the search is likely to end early.
        for key in (*self.memory_only, *(key for key in self._places if key not in self.memory_only)):
            if len(found) < limit:
                roots = {f"app.{key}": self._places[key].value}
                found += find_paths(roots, lambda each: id(each) in opaque, stop=stop, limit=limit)
                stop += [id(each) for _, each in found]
        copy_of = self._copier.copy_of
        return tuple(f"{path}: {opaque[id(each)]}" for path, each in found if copy_of(each) is each)
