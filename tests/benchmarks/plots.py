"""The cost curves as SVG: module size, state size, history length.

Invariant: a curve shows what the tables show, from the same numbers. Both axes are logarithmic, so a cost
that grows with the size is a slope of one, and one that does not is flat.
"""

from __future__ import annotations

import re
from pathlib import Path

from tests.benchmarks.svg import Curve, log_log
from tests.support.measuring import Records

MEGABYTES_AT_SCALE_1 = 1.6


def draw(numbers: dict[str, Records], folder: Path) -> list[Path]:
    """Draw what was measured; return the files.

    Arguments:
        folder: is made if it is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    drawn = []
    for benchmark, (name, title, x_label, columns) in _PLOTS.items():
        records = numbers.get(benchmark, {})
        scale = MEGABYTES_AT_SCALE_1 if benchmark == "whole_transaction" else 1.0
        curves = [
            Curve(
                label, [(_size(row) * scale, each[column]) for row, each in records.items() if column in each]
            )
            for column, label in columns.items()
        ]
        curves = [curve for curve in curves if len(curve.points) > 1]
        if curves:
            path = folder / f"cost-{name}.svg"
            path.write_text(log_log(title, x_label, "milliseconds, median", curves), encoding="utf-8")
            drawn.append(path)
    return drawn


def _size(row: str) -> float:
    """The number that a row's name begins with."""
    found = re.match(r"[\d,.]+", row)
    if found is None:
        raise ValueError(f"the row {row!r} names no size, so it has no place in a curve")
    return float(found[0].replace(",", ""))


_PLOTS = {
    "engine_edit": (
        "module-size",
        "One function edited, trigger to live",
        "functions in the module",
        {
            "engine_ms": "Mulligan's engine",
            "reload_ms": "importlib.reload",
            "limeade_ms": "limeade",
            "IPython_ms": "IPython autoreload",
            "jurigged_ms": "jurigged",
        },
    ),
    "whole_transaction": (
        "state-size",
        "A whole durable transaction",
        "state, megabytes pickled",
        {"transaction": "Mulligan", "reference": "deepcopy, dill, commit"},
    ),
    "history_length": (
        "history-length",
        "The journal as it grows (20 kB of state in each entry)",
        "entries in the journal",
        {
            "append_ms": "an entry written and kept",
            "insert_ms": "one plain INSERT, committed",
            "read_ms": "an entry read and unpickled",
            "open_ms": "opening",
            "list_ms": "the newest 50 listed",
        },
    ),
}
