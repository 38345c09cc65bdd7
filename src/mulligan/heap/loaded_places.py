"""The paths of the few loaded objects that are reported: where a secret was left out, or pouring failed.

Invariant: paths, and the order in which they are named, are those of the loaded state as it was read,
also after it was poured.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from mulligan.heap.graph import Label, Trail, each_reachable, render


class Remark(NamedTuple):
    """What is to be said of one loaded object.

    Fields:
        step: remarks of an earlier step come first.
        loaded: the object.
        text: what follows its path.
    """

    step: int
    loaded: Any
    text: str


class LoadedPlaces:
    """Finds paths, nearest to a root first, and no farther than it has to look.

    Arguments:
        roots: path of a root -> the root.
        stop: identities that are not entered.
    """

    def __init__(self, roots: Mapping[str, object], *, stop: Collection[int]) -> None:
        self._roots = roots
        self._stop = stop
        self._places: dict[int, tuple[int, Label, Trail]] = {}

    def look_for(self, wanted: Collection[int], originals: Mapping[int, Any] | None = None) -> None:
        """Note the places of all objects up to the last of those that are wanted.

        Arguments:
            wanted: identities.
            originals: id of an object -> the loaded one in whose place it is by now.
        """
        self._places, left = {}, set(wanted)
        for label, target, trail in each_reachable(self._roots, stop=self._stop, originals=originals):
            self._places[id(target)] = (len(self._places), label, trail)
            left.discard(id(target))
            if not left:
                break

    def named(self, remarks: Sequence[Remark], originals: Callable[[], Mapping[int, Any]]) -> list[str]:
        """Return each remark after the path of its object, in the order of the objects.

        Arguments:
            originals: as for `look_for`; asked for if a place has still to be found.
        """
        wanted = {id(remark.loaded) for remark in remarks}
        if not wanted <= self._places.keys():
            self.look_for(wanted, originals())
        placed = [(remark, self._places.get(id(remark.loaded), _NOWHERE)) for remark in remarks]
        placed.sort(key=lambda each: (each[0].step, each[1][0]))
        return [render(label, trail) + remark.text for remark, (_, label, trail) in placed]


_NOWHERE: tuple[int, Label, Trail] = (0, "app", None)
"""Of an object that is no longer reached, because what held it failed before."""
