"""Encoding a snapshot against C pickle, and rolling state back against one deepcopy."""

from __future__ import annotations

import copy
import pickle
from typing import Any

from mulligan import heap, snapshot
from tests.support.measuring import medians_ms, print_table
from tests.support.reference_state import build

ROUNDS = 9


def run() -> dict[str, Any]:
    """Measure both on the 1.6 MB reference state, without functions so that C pickle can take part."""
    app, keys = build(functions=False)
    values = {key: getattr(app, key) for key in keys}
    capture = heap.capture(app, keys)

    def change() -> None:
        for row in app.rows[::2]:
            row["name"] = "changed"
        app.tickets.reverse()

    steps = {
        "encode": lambda: snapshot.encode(capture, redact=()),
        "C pickle.dumps": lambda: pickle.dumps(values, protocol=5),
        "capture": lambda: heap.capture(app, keys),
        "rollback": lambda: capture.restore(app),
        "copy.deepcopy": lambda: copy.deepcopy(values),
    }
    medians = medians_ms(steps, rounds=ROUNDS, before=change)
    return {
        **medians,
        "encode / C pickle": medians["encode"] / medians["C pickle.dumps"],
        "capture / deepcopy": medians["capture"] / medians["copy.deepcopy"],
        "rollback / deepcopy": medians["rollback"] / medians["copy.deepcopy"],
    }


def main() -> None:
    """Print the table."""
    print_table(__doc__ or "", ("what", "ms or ratio"), run().items())


if __name__ == "__main__":
    main()
