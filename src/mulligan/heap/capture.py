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

import time
import types
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from mulligan.heap.bulk_copy import copy_in_bulk
from mulligan.heap.copying import DeepCopier
from mulligan.heap.graph import find_offender, find_paths
from mulligan.heap.memento import Memento
from mulligan.heap.places import Place, find_place, peek
from mulligan.heap.plans import ATOMS, plan_for
from mulligan.heap.replacing import Replacements
from mulligan.heap.report import RestoreReport
from mulligan.heap.tearing import is_torn, retry_when_torn
from mulligan.heap.walk import HeapWalk


class StateCapture(Mapping[str, object]):
    """State key -> deep copy of its value; made by `capture`.

    Attributes:
        app: the app that was captured.
        keys_captured: every state key, copied or not, in the order given.
        memory_only: key -> why it has no copy, with the path to the offender.
        unprotected: paths of objects whose inner state `restore` cannot put back.
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
        live_values: Mapping[str, object],
    ) -> None:
        self.app = app
        self.keys_captured = tuple(places)
        self.memory_only: Mapping[str, str] = types.MappingProxyType(dict(memory_only))
        self.live_values: Mapping[str, object] = types.MappingProxyType(dict(live_values))
        self.seconds = 0.0
        self._places = places
        self._copies = dict(copies)
        self._walk = walk
        self._memento = memento
        self._copier = copier
        self.unprotected = self._unprotected()

    def __getitem__(self, key: str) -> object:
        return self._copies[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._copies)

    def __len__(self) -> int:
        return len(self._copies)

    def __repr__(self) -> str:
        return f"<StateCapture of {len(self)} keys, {len(self.memory_only)} in memory only>"

    def original(self, key: str) -> object:
        """Return the live object that a state key gave when it was captured."""
        return self._places[key].value

    def linked_keys(self) -> list[tuple[str, ...]]:
        """Return the state keys in groups: keys that share an object that can change are together."""
        keys = self.keys_captured
        leader = list(range(len(keys)))

        def lead(index: int) -> int:
            while leader[index] != index:
                leader[index] = index = leader[leader[index]]
            return index

        for first, second in self._walk.links:
            low, high = sorted((lead(first), lead(second)))
            leader[high] = low
        groups: dict[int, list[str]] = {}
        for index, key in enumerate(keys):
            groups.setdefault(lead(index), []).append(key)
        return [tuple(group) for group in groups.values()]

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

    def restore(self, app: object) -> RestoreReport:
        """Put the captured content back into the original objects; may be called any number of times.

        Arguments:
            app: the app that was captured.

        Returns:
            what could not be put back to the letter.

        Raises:
            StateError: something refused to be put back; everything else was.
        """
        self._memento.restore()
        replacements = Replacements.find(self._walk, self._copier, self._places)
        if replacements:
            self._memento.restore(replacements.by_identity)
        for place in self._places.values():
            place.put(app, replacements.of(place.value))
        return RestoreReport(replaced=replacements.paths, unprotected=self.unprotected)

    def _unprotected(self) -> tuple[str, ...]:
        opaque = {id(target): why for target, why in self._walk.opaque}
        if not opaque:
            return ()
        roots = {f"app.{place.key}": place.value for place in self._places.values()}
        stop = [id(self.app), *map(id, self.live_values.values())]
        memo = self._copier.memo
        return tuple(
            f"{path}: {opaque[id(target)]}"
            for path, target in find_paths(roots, lambda each: id(each) in opaque, stop=stop)
            if memo.get(id(target), target) is target
        )


def capture(
    app: object,
    keys: Collection[str],
    *,
    live_keys: Collection[str] = (),
    modules: Sequence[types.ModuleType] = (),
) -> StateCapture:
    """Copy the state keys of `app`, and save what is needed to put them back in place.

    Arguments:
        app: the app; it is never copied, nor are the values of its live keys.
        keys: the state keys.
        live_keys: attributes whose values are left alone even where state refers to them.
        modules: hot modules whose data, functions and classes are put back too.

    Raises:
        StateKeyMissing: the app lacks one of the keys.
        StateError: reading a key failed.
        CaptureTorn: other threads kept changing the state during every attempt.
    """
    started = time.perf_counter()
    taken = retry_when_torn(lambda: _Capturing(app, keys, live_keys, modules).result())
    taken.seconds = time.perf_counter() - started
    return taken


class _Capturing:
    """One attempt."""

    def __init__(
        self,
        app: object,
        keys: Iterable[str],
        live_keys: Iterable[str],
        modules: Sequence[types.ModuleType],
    ) -> None:
        self.app = app
        self.modules = modules
        self.places = {key: find_place(app, key) for key in dict.fromkeys(keys)}
        values = {id(place.value) for place in self.places.values()}
        live = {key: peek(app, key) for key in live_keys}
        self.live_values = {
            key: value for key, value in live.items() if type(value) not in ATOMS and id(value) not in values
        }
        self.walk = HeapWalk([app, *self.live_values.values()], modules)

    def result(self) -> StateCapture:
        for section, place in enumerate(self.places.values()):
            self.walk.run(section, [place.value])
        kept = [self.app, *self.live_values.values(), *self.walk.modules_met]
        copier = DeepCopier(kept, objects=len(self.walk.owner))
        copied = copy_in_bulk(self.walk, copier)
        if copied is not None:
            copies: dict[str, object] = {key: copied(place.value) for key, place in self.places.items()}
            memory_only: dict[str, str] = {}
        else:
            copies, memory_only = self._copies(copier)
        self.walk.run_modules(self.modules)
        return StateCapture(
            self.app,
            self.places,
            copies,
            memory_only,
            walk=self.walk,
            memento=Memento(self.walk, covers_code=bool(self.modules)),
            copier=copier,
            live_values=self.live_values,
        )

    def _copies(self, copier: DeepCopier) -> tuple[dict[str, object], dict[str, str]]:
        """Copy key by key, so that what cannot be copied is known to belong to its keys alone."""
        uncopied = copier.add_closures(self.walk.closures)
        uncopied += copier.add_bound_builtins(self.walk.bound_builtins)
        obstacles = {id(target) for target in (*uncopied, *self.walk.weak_references)}
        copies: dict[str, object] = {}
        memory_only: dict[str, str] = {}
        for key, place in self.places.items():
            try:
                copied = copier.copy(place.value)
            except Exception as error:
                if is_torn(error):
                    raise
                memory_only[key] = self._reason(f"app.{key}", place.value, error, copier)
                continue
            shared = self._still_shared(key, copied, obstacles) if obstacles else None
            if shared is None:
                copies[key] = copied
            else:
                memory_only[key] = self._reason(*shared, TypeError("it stays shared"), copier)
        return copies, memory_only

    def _still_shared(self, key: str, copied: object, obstacles: set[int]) -> tuple[str, object] | None:
        """Look in the copy for what deepcopy passes on as it is, although it holds live state."""
        stop = [id(self.app), *map(id, self.live_values.values())]
        found = find_paths({f"app.{key}": copied}, lambda each: id(each) in obstacles, stop=stop, limit=1)
        return found[0] if found else None

    def _reason(self, path: str, value: object, error: BaseException, copier: DeepCopier) -> str:
        if isinstance(error, RecursionError):
            return f"{path}: nested too deeply to copy"

        def attempt(part: object) -> BaseException | None:
            live = plan_for(type(part)).live
            return TypeError(live) if live is not None else copier.failure(part)

        path, offender, cause = find_offender(path, value, attempt, stop=copier.memo.keys())
        live = plan_for(type(offender)).live
        if live is not None:
            return f"{path}: {live} cannot be copied"
        kind = type(offender)
        name = f"{kind.__module__}.{kind.__qualname__}"
        return f"{path}: a {name} cannot be copied ({type(cause).__name__}: {first_line(cause)})"


def first_line(error: BaseException) -> str:
    """The first line of an error's message, at most 200 characters."""
    return (str(error).strip().splitlines() or ["no message"])[0][:200]
