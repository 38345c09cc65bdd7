"""How wide each column of a table may be on a terminal of a given width.

Invariant: every column that is shown keeps enough room for its cells to be read; where that cannot be, the
least important columns are left out as a whole rather than all of them cut to pieces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

GAP = 2  # between two columns
LEAST = 4  # what is left of a column where even the indispensable ones do not fit


@dataclass(frozen=True)
class Wish:
    """What a column would like.

    Fields:
        natural: the width of its widest cell, title included.
        least: the width below which it is not readable, its cells going on in the next line.
        dispensable: 0 keeps it always; of the others the highest is left out first.
    """

    natural: int
    least: int
    dispensable: int


def widths(wishes: Sequence[Wish], available: int) -> list[int | None]:
    """Return a width for each column, None for one that is left out.

    Arguments:
        wishes: one for each column.
        available: how many characters fit into a line.
    """
    kept = list(range(len(wishes)))

    def excess() -> int:
        return sum(wishes[i].least for i in kept) + GAP * (len(kept) - 1) - available

    while excess() > 0 and any(wishes[i].dispensable for i in kept):
        kept.remove(max(kept, key=lambda i: wishes[i].dispensable))
    found = {i: wishes[i].least for i in kept}
    _shrink(found, excess())
    _widen({i: wishes[i].natural for i in kept}, found, -excess())
    return [found.get(i) for i in range(len(wishes))]


def _shrink(found: dict[int, int], by: int) -> None:
    """Take from the widest first: what is narrow already has nothing to give."""
    for _ in range(max(by, 0)):
        widest = max(found, key=lambda i: found[i])
        if found[widest] <= LEAST:
            return
        found[widest] -= 1


def _widen(natural: dict[int, int], found: dict[int, int], by: int) -> None:
    """Give what is left to those that want more, a share each, the last one what the others leave."""
    # Who wants least is served first, so that its unused share goes to the others.
    order = sorted(found, key=lambda i: natural[i] - found[i])
    for position, index in enumerate(order):
        share = max(by, 0) // (len(order) - position)
        more = min(natural[index] - found[index], share)
        found[index] += more
        by -= more
