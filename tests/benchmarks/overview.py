"""One table of everything that has an aim: what was measured, against what, and whether it was reached.

Invariant: an aim stands here and nowhere else, so that no table can be kinder than another. What was not
measured in this run says so, and what misses its aim is called missed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

from tests.benchmarks import peers
from tests.support.measuring import Records, print_table, shown

Verdict = Literal["reached", "missed", "no aim", "not measured"]


@dataclass(frozen=True)
class Figure:
    """One number of a benchmark, and what it is to be at most; None where it is only stated."""

    record: str
    column: str
    at_most: float | None = None


@dataclass(frozen=True)
class Subject:
    """A line of the table.

    Arguments:
        what: is measured.
        reference: is measured beside it; every figure without another unit is the ratio to it.
        benchmark: where the figures come from.
        figures: one or more of the same kind.
    """

    what: str
    reference: str
    benchmark: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Row:
    """A line of the table as measured; None for a figure that was not."""

    what: str
    reference: str
    measured: tuple[float | None, ...]
    at_most: tuple[float | None, ...]
    verdict: Verdict

    def as_json(self) -> dict[str, object]:
        """Return it as JSON can hold it."""
        return asdict(self)


def _figures(records: list[str], column: str, at_most: float | None = None) -> tuple[Figure, ...]:
    return tuple(Figure(record, column, at_most) for record in records)


_SMALL = [f"entry {number} of 10,000, 20 kB" for number in ("1", "2,500", "5,000", "9,999")]
_LARGE = [f"entry {number} of 10,000, 1.6 MB" for number in ("2", "5,001", "10,000")]

SUBJECTS = (
    Subject(
        "an edit in 10 / 300 / 3,000 functions",
        "importlib.reload",
        "engine_edit",
        (
            Figure("10 functions", "ratio", 1.5),
            Figure("300 functions", "ratio", 0.25),
            Figure("3000 functions", "ratio", 0.03),
        ),
    ),
    Subject(
        "durable transaction, 1.6 MB",
        "deepcopy, dill, commit",
        "whole_transaction",
        (Figure("1", "ratio", 0.25),),
    ),
    Subject(
        "the same, 16 / 160 MB, per byte",
        "itself, 1.6 MB",
        "whole_transaction",
        (Figure("10", "per_byte", 1.5), Figure("100", "per_byte", 1.5)),
    ),
    Subject("encoding", "C pickle.dumps", "state_steps", (Figure("encode / C pickle", "value", 1.5),)),
    Subject("rolling back", "copy.deepcopy", "state_steps", (Figure("rollback / deepcopy", "value", 0.7),)),
    Subject(
        "reading entry n of 10,000, 20 kB",
        "SELECT, zstd, loads",
        "restore_entry",
        _figures(_SMALL, "ratio", 2),
    ),
    Subject("the same, 1.6 MB", "SELECT, zstd, loads", "restore_entry", _figures(_LARGE, "ratio", 2)),
    Subject("the same for every n, 20 kB", "entry 1", "restore_entry", _figures(_SMALL[1:], "to_first", 1.2)),
    Subject(
        "with pouring into the app, 20 kB",
        "SELECT, zstd, loads",
        "restore_entry",
        _figures(_SMALL[:1], "poured_ratio"),
    ),
    Subject(
        "with pouring into the app, 1.6 MB",
        "SELECT, zstd, loads",
        "restore_entry",
        _figures(_LARGE[:1], "poured_ratio"),
    ),
    Subject("idle frame", "40 bare calls", "idle_frame", (Figure("without ImPlot", "ratio", 3),)),
    Subject("idle frame, microseconds", "", "idle_frame", (Figure("without ImPlot", "guarded_us", 30),)),
    Subject(
        "journal of 100 reloads, bytes",
        "whole snapshots",
        "journal_growth",
        (Figure("100 reloads", "ratio", 0.15),),
    ),
    Subject(
        "writing an entry after 10 / 10,000",
        "one plain commit",
        "history_length",
        _figures(["10 entries", "10000 entries"], "append_ratio"),
    ),
    Subject(
        "import mulligan / mulligan_store",
        "python -c pass",
        "import_time",
        _figures(["import mulligan", "import mulligan_store"], "ratio"),
    ),
    Subject(
        "dashboard, 1,000 / 10,000 entries",
        "40 entries",
        "dashboard_frames",
        _figures(["1,000 entries", "10,000 entries"], "rest_ratio", 1.2),
    ),
    Subject(
        "mission control, 100,000 lines",
        "the sample track",
        "mission_control_frames",
        _figures(["the window"], "ratio"),
    ),
    Subject(
        "verifying 10,000 entries",
        "reading their rows",
        "verify_journal",
        _figures(["10,000 entries"], "ratio"),
    ),
    Subject("objects left by 990 reloads", "", "thousand_reloads", _figures(["objects"], "growth")),
)


def rows(numbers: dict[str, Records]) -> list[Row]:
    """Return the lines about the benchmarks that were run."""
    return [_row(subject, numbers[subject.benchmark]) for subject in SUBJECTS if subject.benchmark in numbers]


def _row(subject: Subject, records: Records) -> Row:
    measured = tuple(records.get(each.record, {}).get(each.column) for each in subject.figures)
    at_most = tuple(each.at_most for each in subject.figures)
    return Row(subject.what, subject.reference, measured, at_most, _verdict(measured, at_most))


def _verdict(measured: tuple[float | None, ...], at_most: tuple[float | None, ...]) -> Verdict:
    pairs = [(value, aim) for value, aim in zip(measured, at_most, strict=True) if aim is not None]
    if any(value is not None and value > aim for value, aim in pairs):
        return "missed"
    if None in measured:
        return "not measured"
    return "reached" if pairs else "no aim"


def report(lines: list[Row]) -> None:
    """Print the table, and which peers it was measured without."""
    cells = [
        (line.what, line.reference, _joined(line.measured), _joined(line.at_most), line.verdict)
        for line in lines
    ]
    print_table("\n== overview", ("what", "reference", "ratio", "at most", ""), cells)
    if peers.missing():
        print(f"not installed, so not measured beside: {', '.join(peers.missing())}")


def _joined(values: tuple[float | None, ...]) -> str:
    if len(set(values)) == 1:
        values = values[:1]
    return " / ".join("-" if value is None else shown(value) for value in values)
