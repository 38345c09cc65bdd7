"""Encoding a snapshot against C pickle, and rolling state back against one deepcopy.

Where the app has other threads, what was written is compared with what was captured.
"""

from __future__ import annotations

import copy
import pickle
from typing import Any

from mulligan import heap, snapshot
from mulligan.heap.collection import collection_paused
from tests.support.measuring import medians_ms
from tests.support.reference_state import build

ROUNDS = 9


def run() -> dict[str, Any]:
    """Measure both on the 1.6 MB reference state, without functions so that C pickle can take part."""
    app, keys = build(functions=False)
    values = {key: getattr(app, key) for key in keys}
    first = heap.capture(app, keys)

    def change() -> None:
        for row in app.rows[::2]:
            row["name"] = "changed"
        app.tickets.reverse()

    def capture_and_encode(*, fresh: bool) -> None:
        with collection_paused():  # as in a transaction
            capture = heap.capture(app, keys)
            capture.fresh = fresh
            snapshot.encode(capture)

    steps = {
        "capture and encode": lambda: capture_and_encode(fresh=True),
        "capture, encode, compare": lambda: capture_and_encode(fresh=False),
        "C pickle.dumps": lambda: pickle.dumps(values, protocol=5),
        "capture": lambda: heap.capture(app, keys),
        "rollback": lambda: first.restore(app),
        "copy.deepcopy": lambda: copy.deepcopy(values),
    }
    medians = medians_ms(steps, rounds=ROUNDS, before=change)
    encode = medians["capture and encode"] - medians["capture"]
    compare = medians["capture, encode, compare"] - medians["capture and encode"]
    return {
        **medians,
        "encode / C pickle": encode / medians["C pickle.dumps"],
        "compare / C pickle": compare / medians["C pickle.dumps"],
        "capture / deepcopy": medians["capture"] / medians["copy.deepcopy"],
        "rollback / deepcopy": medians["rollback"] / medians["copy.deepcopy"],
    }
