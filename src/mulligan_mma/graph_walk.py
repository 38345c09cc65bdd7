"""Going from ticket to ticket of a graph with the keyboard.

Invariant: every step ends at a ticket of the graph, at the one where it began if there is none that way; and
every ticket can be reached, since `next` and `previous` go through all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from mulligan_mma.graph_layout import Place

Step = Literal["up", "down", "left", "right", "first", "last", "next", "previous"]


def walk(
    places: Mapping[str, Place], depends_on: Mapping[str, Sequence[str]], here: str | None, step: Step
) -> str | None:
    """Return the ticket one step away.

    Arguments:
        places: of all tickets, in dependency order.
        depends_on: what each waits for; by ticket.
        here: where the step begins; None and what is no ticket begin at the first.
        step: `left` to what it waits for, `right` to what waits for it, the nearest row each; `up` and `down`
            in its column; the others in dependency order.

    Returns:
        A ticket; None where there are none.
    """
    names = list(places)
    if not names:
        return None
    if here is None or here not in places:
        return names[-1] if step == "last" else names[0]
    if step in ("first", "last"):
        return names[0] if step == "first" else names[-1]
    if step in ("next", "previous"):
        position = names.index(here) + (1 if step == "next" else -1)
        return names[min(max(position, 0), len(names) - 1)]
    return _nearest(places, here, _that_way(places, depends_on, here, step))


def _that_way(
    places: Mapping[str, Place], depends_on: Mapping[str, Sequence[str]], here: str, step: Step
) -> list[str]:
    if step == "left":
        return [name for name in depends_on.get(here, ()) if name in places]
    if step == "right":
        return [name for name in places if here in depends_on.get(name, ())]
    column, row = places[here].column, places[here].row
    return [
        name
        for name, place in places.items()
        if place.column == column and (place.row < row if step == "up" else place.row > row)
    ]


def _nearest(places: Mapping[str, Place], here: str, names: Sequence[str]) -> str:
    """Return the name in the nearest row, then in the nearest column; `here` where there are none."""
    at = places[here]

    def distance(name: str) -> tuple[float, int]:
        return abs(places[name].row - at.row), abs(places[name].column - at.column)

    return min(names, key=distance, default=here)
