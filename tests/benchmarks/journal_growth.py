"""Bytes of 100 reloads, 1 of 50 keys changing, against 100 whole snapshots; reading entry n of many."""

from __future__ import annotations

import importlib
import pickle
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dill

from mulligan import HotModule, HotReloader
from mulligan_store.journal import Journal
from mulligan_store.records import NewEntry, SnapshotGroup
from tests.support.measuring import medians_ms, print_table

RELOADS = 100
KEYS = 50
ENTRIES = 2_000


def run() -> dict[str, Any]:
    """Measure growth, and the cost of reading the first, middle and last entry of a long journal."""
    return {**_growth(), **_reading()}


def _growth() -> dict[str, float]:
    app = SimpleNamespace(**{f"key_{number}": _value(number, 0) for number in range(KEYS)})
    with tempfile.TemporaryDirectory() as folder:
        sys.path.insert(0, folder)
        path = Path(folder) / "bench_growth.py"
        path.write_text("A = 0\n", encoding="utf-8")
        importlib.invalidate_caches()
        importlib.import_module("bench_growth")
        HotReloader.reset()
        journal = Path(folder) / "journal.db"
        HotReloader.configure(journal=journal, trial_calls=0)
        HotReloader.register(HotModule("bench_growth", path, list(vars(app)), []))
        whole = 0
        try:
            for number in range(1, RELOADS + 1):
                setattr(app, f"key_{number % KEYS}", _value(number % KEYS, number))
                path.write_text(f"A = {number}\n", encoding="utf-8")
                if not HotReloader.reload_all(app):
                    raise RuntimeError(HotReloader.last_error)
                whole += len(dill.dumps(vars(app)))
        finally:
            HotReloader.reset()
            sys.path.remove(folder)
            sys.modules.pop("bench_growth", None)
        written = journal.stat().st_size
    return {"journal bytes": written, "100 whole snapshots": whole, "journal / whole": written / whole}


def _value(key: int, version: int) -> list[dict[str, Any]]:
    return [
        {"key": key, "version": version, "row": row, "text": f"{key}.{version}.{row}" * 3}
        for row in range(200)
    ]


def _reading() -> dict[str, float]:
    payloads = [pickle.dumps(_value(number, 1)) for number in range(ENTRIES)]
    with tempfile.TemporaryDirectory() as folder, Journal.open(Path(folder) / "long.db") as journal:
        for payload in payloads:
            groups = (SnapshotGroup(("k",), payload),)
            journal.begin_entry(NewEntry(kind="checkpoint", trigger="call", groups=groups))
        steps: dict[str, Any] = {
            f"read entry {number}": lambda number=number: pickle.loads(journal.read_groups(number)[0].payload)
            for number in (1, ENTRIES // 2, ENTRIES)
        }
        steps["loads alone"] = lambda: pickle.loads(payloads[0])
        medians = medians_ms(steps, rounds=15)
    alone = medians.pop("loads alone")
    return {f"{name} / loads alone": spent / alone for name, spent in medians.items()}


def main() -> None:
    """Print the table."""
    print_table(__doc__ or "", ("what", "value"), run().items())


if __name__ == "__main__":
    main()
