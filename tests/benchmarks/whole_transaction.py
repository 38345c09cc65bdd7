"""A whole durable transaction on the reference state, against deepcopy, dill.dumps and one commit."""

from __future__ import annotations

import copy
import importlib
import itertools
import sqlite3
import sys
import tempfile
from pathlib import Path

import dill

from mulligan import HotModule, HotReloader
from tests.support.measuring import Records, medians_ms
from tests.support.reference_state import build

SCALES = {1: (7, 7), 10: (3, 3), 100: (3, 1)}
"""How many times 1.6 MB -> how often the transaction and the reference are run."""


def run(scales: dict[int, tuple[int, int]] | None = None) -> Records:
    """Measure at each scale; ratios to the reference, and per byte to the smallest scale."""
    results = {scale: _measure(scale, *rounds) for scale, rounds in (scales or SCALES).items()}
    first = results[min(results)]["transaction"] / min(results)
    for scale, each in results.items():
        each["per_byte"] = each["transaction"] / scale / first
    return {str(scale): each for scale, each in results.items()}


def _measure(scale: int, rounds: int, reference_rounds: int) -> dict[str, float]:
    app, keys = build(scale)
    name = f"bench_hot_{scale}"
    numbers = itertools.count()
    with tempfile.TemporaryDirectory() as folder:
        sys.path.insert(0, folder)
        path = Path(folder) / f"{name}.py"
        path.write_text("def render(app):\n    return -1\n", encoding="utf-8")
        importlib.invalidate_caches()
        importlib.import_module(name)
        HotReloader.reset()
        HotReloader.configure(journal=Path(folder) / "journal.db", trial_calls=0)
        HotReloader.register(HotModule(name, path, keys, ["render"]))
        database = _plain_database(Path(folder) / "plain.db")

        def edit() -> None:
            number = next(numbers)
            app.rows[number % len(app.rows)]["name"] = f"edited {number}"
            path.write_text(f"def render(app):\n    return {number}\n", encoding="utf-8")

        def transaction() -> None:
            if not HotReloader.reload_all(app):
                raise RuntimeError(HotReloader.last_error)

        def reference() -> None:
            copied = copy.deepcopy({key: getattr(app, key) for key in keys})
            database.execute("INSERT INTO snapshots (payload) VALUES (?)", (dill.dumps(copied),))
            database.commit()

        try:
            edit()
            transaction()  # opens the journal and adopts the module
            steps = {"transaction": transaction, "reference": reference}
            together = min(rounds, reference_rounds)
            spent = medians_ms(steps, rounds=together, before=edit)
            if rounds > together:
                spent |= medians_ms({"transaction": transaction}, rounds=rounds, before=edit)
        finally:
            database.close()
            HotReloader.reset()
            sys.path.remove(folder)
            sys.modules.pop(name, None)
    return {**spent, "ratio": spent["transaction"] / spent["reference"]}


def _plain_database(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE snapshots (payload BLOB)")
    database.commit()
    return database
