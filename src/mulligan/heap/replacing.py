"""Fresh copies for the few objects whose content cannot be put back into them.

Invariant: a replacement refers to the app's own objects wherever those can be restored in place,
and two replacements made together share what their originals shared. The captured copies are
copied again, never handed out, so a capture can be restored any number of times.
"""

from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping
from typing import Any

from mulligan.heap.copying import DeepCopier
from mulligan.heap.graph import find_paths
from mulligan.heap.places import Place
from mulligan.heap.plans import plan_for
from mulligan.heap.translation import Translator
from mulligan.heap.walk import HeapWalk


class Replacements:
    """What takes the place of what.

    Attributes:
        by_identity: id of an original -> its replacement.
        paths: where the originals were, as paths from the app.
    """

    def __init__(self, by_identity: Mapping[int, object], paths: tuple[str, ...]) -> None:
        self.by_identity = by_identity
        self.paths = paths
        self.of = Translator(by_identity)

    def __bool__(self) -> bool:
        return bool(self.by_identity)

    @classmethod
    def find(cls, walk: HeapWalk, copier: DeepCopier, places: Mapping[str, Place]) -> Replacements:
        """Replace every object of unknown make whose content differs from its captured copy."""
        changed = [
            target
            for records in walk.sections.values()
            for target, _ in records.opaque
            if plan_for(type(target)).live is None and _has_changed(target, copier)
        ]
        if not changed:
            return cls({}, ())
        memo = _originals_by_copy(walk, copier, {id(target) for target in changed})
        fresh = {id(target): copy.deepcopy(copier.copy_of(target), memo) for target in changed}
        roots = {f"app.{place.key}": place.value for place in places.values()}
        paths = find_paths(roots, lambda each: id(each) in fresh, limit=len(fresh))
        return cls(fresh, tuple(path for path, _ in paths))


def _has_changed(target: object, copier: DeepCopier) -> bool:
    copied = copier.copy_of(target)
    if copied is target:
        return False
    try:
        return pickle.dumps(target, 5) != pickle.dumps(copied, 5)
    except Exception:  # noqa: BLE001 - what cannot be compared counts as changed
        return True


def _originals_by_copy(walk: HeapWalk, copier: DeepCopier, changed: set[int]) -> dict[int, Any]:
    """Make a memo that leads from each copy to its original, if that original is restored in place."""
    return {
        id(copier.copy_of(original)): original
        for original in (*copier.kept, *copier.originals)
        if id(original) in walk.owner
        and id(original) not in changed
        and id(original) in copier.memo
        and not isinstance(original, tuple)
    }
