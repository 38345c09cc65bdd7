"""Taking a capture: walk, copy, and say for each key that has no copy why not.

Invariant: nothing of the app is changed, whatever happens; a key that cannot be copied spoils no
other key's copy.
"""

from __future__ import annotations

import time
import types
import weakref
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from mulligan.heap.bulk_copy import copy_in_bulk, sections_to_copy_now, sections_to_leave
from mulligan.heap.capture import StateCapture
from mulligan.heap.collection import collection_paused
from mulligan.heap.copying import DeepCopier, LiveResource
from mulligan.heap.graph import find_offender, find_paths, first_line
from mulligan.heap.late_copy import LateCopy
from mulligan.heap.memento import Memento
from mulligan.heap.places import Place, find_place, peek
from mulligan.heap.plans import ATOMS, plan_for
from mulligan.heap.tearing import Quiet, is_torn, retry_when_torn
from mulligan.heap.walk import HeapWalk

_WEAK_COLLECTIONS = (weakref.WeakValueDictionary, weakref.WeakKeyDictionary, weakref.WeakSet)


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
    with collection_paused():
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
        self.quiet = Quiet()
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
        copier = DeepCopier(self._kept(), objects=len(self.walk.owner))
        left = sections_to_leave(self.walk)
        waiting = set(range(len(self.places))) - sections_to_copy_now(self.walk, left)
        copies, memory_only = self._copies(copier, left, waiting)
        self.walk.run_modules(self.modules)
        self.walk.save_postponed(copier.copy_of)
        return StateCapture(
            self.app,
            self.places,
            copies,
            memory_only,
            walk=self.walk,
            memento=Memento(self.walk, covers_code=bool(self.modules)),
            copier=copier,
            late=LateCopy(
                self.walk, copier, {key: each for each, key in enumerate(self.places) if each in waiting}
            ),
            quiet=self.quiet,
            live_values=self.live_values,
        )

    def _kept(self) -> Iterator[object]:
        yield from (self.app, *self.live_values.values())
        for records in self.walk.sections.values():
            yield from records.modules

    def _copies(
        self, copier: DeepCopier, left: set[int], waiting: set[int]
    ) -> tuple[dict[str, object], dict[str, str]]:
        """Copy what cannot wait: in bulk what can be, the rest key by key, to know which keys cannot.

        A key whose copy waits is among the copies with its original.
        """
        now = [each for key, each in self.walk.sections.items() if key not in left | waiting]
        copied = copy_in_bulk(now, copier)
        alone: dict[str, Place] = {}
        copies: dict[str, object] = {}
        for section, (key, place) in enumerate(self.places.items()):
            if section in waiting:
                copies[key] = place.value
            elif copied is None or section in left:
                alone[key] = place
            else:
                copies[key] = copied(place.value)
        memory_only = self._copy_alone(alone, copier, copies, waiting) if alone else {}
        return {key: copies[key] for key in self.places if key in copies}, memory_only

    def _copy_alone(
        self,
        places: Mapping[str, Place],
        copier: DeepCopier,
        copies: dict[str, object],
        waiting: Collection[int],
    ) -> dict[str, str]:
        uncopied = {id(target) for target in self._prepare(copier, waiting)}
        memory_only: dict[str, str] = {}
        for key, place in places.items():
            try:
                copied = copier.copy(place.value)
            except Exception as error:
                if is_torn(error):
                    raise
                memory_only[key] = self._reason(f"app.{key}", place.value, error, copier)
                continue
            shared = self._still_shared(key, copied, uncopied) if uncopied else None
            if shared is None:
                copies[key] = copied
            else:
                memory_only[key] = self._reason(*shared, TypeError("it stays shared"), copier)
        return memory_only

    def _prepare(self, copier: DeepCopier, waiting: Collection[int]) -> list[object]:
        """Teach deepcopy about closures and live resources; return the functions that cannot be copied."""
        uncopied: list[object] = []
        copier.refuse(self._live())
        for records in (each for section, each in self.walk.sections.items() if section not in waiting):
            known = copier.memo.keys()
            uncopied += copier.add_closures(each for each, _ in records.closures if id(each) not in known)
            uncopied += copier.add_bound_builtins(
                each for each in records.bound_builtins if id(each) not in known
            )
        return uncopied

    def _live(self) -> Iterator[tuple[object, str]]:
        """What copies of weak references and their collections would hold is live state."""
        for records in self.walk.sections.values():
            yield from records.live
            yield from ((target, "a weak reference") for target in records.weak)
            for target, kind, _ in records.instances if records.weak else ():
                if issubclass(kind, _WEAK_COLLECTIONS):
                    yield target, "a weak collection"

    def _still_shared(self, key: str, copied: object, obstacles: set[int]) -> tuple[str, object] | None:
        """Look in the copy for what deepcopy passes on as it is, although it holds live state."""
        stop = [id(self.app), *map(id, self.live_values.values())]
        found = find_paths({f"app.{key}": copied}, lambda each: id(each) in obstacles, stop=stop, limit=1)
        return found[0] if found else None

    def _reason(self, path: str, value: object, error: BaseException, copier: DeepCopier) -> str:
        if isinstance(error, RecursionError):
            return f"{path}: nested too deeply to copy"
        if isinstance(error, LiveResource):
            culprit = error.identity
            found = find_paths({path: value}, lambda each: id(each) == culprit, limit=1)
            if found and error.description != "a weak collection":
                return f"{found[0][0]}: {error.description} cannot be copied"

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
