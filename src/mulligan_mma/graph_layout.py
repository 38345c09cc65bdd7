"""Where the tickets of a track stand in its graph.

Invariant: every arrow goes from left to right, and no two tickets stand in the same place. The layout depends
on ids and dependencies only, so a ticket stays where it is while its status changes.

Layers by longest path, then the order inside a layer by the mean place of the neighbours, as in Sugiyama,
Tagawa and Toda, "Methods for visual understanding of hierarchical system structures" (1981), without the
dummy nodes: arrows may pass behind a ticket.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mulligan_mma.tickets import Track

SWEEPS = 4


@dataclass(frozen=True)
class Place:
    """A column from the left, and a place from above in rows; columns are centred on row 0."""

    column: int
    row: float


@dataclass
class GraphView:
    """What part of a graph is seen: the place in the middle, in em at zoom 1, and the zoom.

    `fitted` names the track and the number of tickets that the view was fitted to last; another track, or
    another number of tickets, is fitted anew.
    """

    x_em: float = 0.0
    y_em: float = 0.0
    zoom: float = 1.0
    fitted: tuple[str, int] | None = None


def layout(depends_on: Mapping[str, Sequence[str]]) -> dict[str, Place]:
    """Place names so that each stands right of all it depends on.

    Arguments:
        depends_on: by name, in dependency order; names that are no key are passed over.
    """
    before = {name: [other for other in others if other in depends_on] for name, others in depends_on.items()}
    after: dict[str, list[str]] = {name: [] for name in before}
    column: dict[str, int] = {}
    for name, others in before.items():
        column[name] = 1 + max((column[other] for other in others), default=-1)
        for other in others:
            after[other].append(name)
    columns: list[list[str]] = [[] for _ in range(1 + max(column.values(), default=-1))]
    for name, number in column.items():
        columns[number].append(name)
    row: dict[str, float] = {}
    for names in columns:
        _set_rows(row, names)
    for sweep in range(SWEEPS):
        forwards = sweep % 2 == 0
        neighbours = before if forwards else after
        for names in columns if forwards else reversed(columns):
            names.sort(key=lambda name: _mean(row, neighbours[name], row[name]))
            _set_rows(row, names)
    return {name: Place(column[name], row[name]) for name in before}


def _set_rows(row: dict[str, float], names: list[str]) -> None:
    for position, name in enumerate(names):
        row[name] = position - (len(names) - 1) / 2


def _mean(row: Mapping[str, float], neighbours: Sequence[str], otherwise: float) -> float:
    return sum(row[name] for name in neighbours) / len(neighbours) if neighbours else otherwise


class GraphLayouts:
    """The layout of the track that is shown, made when its graph changes. For the GUI thread."""

    def __init__(self) -> None:
        self._graph: tuple[tuple[str, tuple[str, ...]], ...] | None = None
        self._places: dict[str, Place] = {}

    def of(self, track: Track) -> dict[str, Place]:
        """Return the places of a track's tickets, by id."""
        graph = tuple((ticket.id, ticket.depends_on) for ticket in track.tickets)
        if graph != self._graph:
            self._graph = graph
            self._places = layout(dict(graph))
        return self._places
